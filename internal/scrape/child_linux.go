package scrape

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// childAttributes end a child with us, however we end.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}

// behind is how far, in steps of nice, a process stands behind us.
const behind = 5

// restrain sets the most memory in bytes that process pid may take beside what it
// has, and lets the system take processors and memory from it before from us.
func restrain(pid int, memory uint64) error {
	has, err := dataOf(pid)
	if err != nil {
		return fmt.Errorf("read memory of process: %w", err)
	}
	limit := has + memory
	if err := unix.Prlimit(pid, unix.RLIMIT_DATA, &unix.Rlimit{Cur: limit, Max: limit}, nil); err != nil {
		return fmt.Errorf("bound memory of process: %w", err)
	}
	// Each thread has a priority of its own, and those to come that of their maker.
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	for _, thread := range threads {
		if id, err := strconv.Atoi(filepath.Base(thread)); err == nil {
			_ = unix.Setpriority(unix.PRIO_PROCESS, id, behind) // it may have ended
		}
	}
	// A system that does not let us say this ends whom it likes.
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/oom_score_adj", pid), []byte("1000"), 0)
	return err
}

// dataOf is how much memory in bytes process pid may write to, as the limit counts.
func dataOf(pid int) (uint64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := bytes.Cut(status, []byte("\nVmData:"))
	line, _, _ := bytes.Cut(after, []byte(" kB\n"))
	kib, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 10, 64)
	return kib << 10, err
}
