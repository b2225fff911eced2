package scrape

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// childAttributes end a child with us, however we end.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}

// boundMemory sets the most memory in bytes that process pid may write to.
func boundMemory(pid int, limit uint64) error {
	return unix.Prlimit(pid, unix.RLIMIT_DATA, &unix.Rlimit{Cur: limit, Max: limit}, nil)
}
