package scrape

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

func ownUser() int { return os.Geteuid() }

// socketOwner is the user id that owns the IPv4 socket bound to addr. It is
// errors.ErrUnsupported where the system does not tell.
func socketOwner(addr netip.AddrPort) (int, error) {
	table, err := os.Open("/proc/net/tcp")
	if err != nil {
		return 0, errors.ErrUnsupported
	}
	defer table.Close()
	ip := addr.Addr().As4()
	want := fmt.Sprintf("%08X:%04X", binary.NativeEndian.Uint32(ip[:]), addr.Port())
	for lines := bufio.NewScanner(table); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) > 7 && fields[1] == want {
			return strconv.Atoi(fields[7])
		}
	}
	return 0, fs.ErrNotExist
}

// family is process pid with all its descendants, in no order. It is empty where
// the system does not tell.
func family(pid int) []int {
	children := make(map[int][]int)
	stats, _ := filepath.Glob("/proc/[0-9]*") // its error is of the pattern
	for _, name := range stats {
		self, err := strconv.Atoi(filepath.Base(name))
		if err != nil {
			continue
		}
		if _, parent := stat(self); parent > 0 {
			children[parent] = append(children[parent], self)
		}
	}
	found := []int{pid}
	for i := 0; i < len(found); i++ {
		found = append(found, slices.DeleteFunc(children[found[i]], func(c int) bool { return slices.Contains(found, c) })...)
	}
	return found
}

// memory is what the processes use that is theirs alone or shared memory, in
// bytes: without the program's file, which counts once for all of them.
func memory(pids []int) int64 {
	var sum int64
	for _, pid := range pids {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			continue // it has ended
		}
		for line := range strings.Lines(string(status)) {
			name, value, _ := strings.Cut(line, ":")
			if name != "RssAnon" && name != "RssShmem" {
				continue
			}
			if kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64); err == nil {
				sum += kib << 10
			}
		}
	}
	return sum
}

// familyMemory measures a process with all its descendants, often: it looks for new
// ones only at each rescanEvery-th time, as that is most of the work.
type familyMemory struct {
	root  int
	all   []int
	times int // it was measured
}

const rescanEvery = 4

// inUse is what all of them use, in bytes, as memory has it.
func (f *familyMemory) inUse() int64 {
	if f.times%rescanEvery == 0 {
		f.all = family(f.root)
	}
	f.times++
	return memory(f.all)
}

// nullSignal asks only whether a process is there.
const nullSignal = syscall.Signal(0)

// zombie says whether a process has ended and is not reaped yet.
func zombie(pid int) bool {
	state, _ := stat(pid)
	return state == "Z"
}

// child says whether pid is ours. It says so too where the system does not tell.
func child(pid int) bool {
	state, parent := stat(pid)
	return state == "" || parent == os.Getpid()
}

// stat is the state and the parent of a process; empty when there is none.
func stat(pid int) (state string, parent int) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", 0
	}
	// The name of the program, in brackets, may hold anything.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 2 {
		return "", 0
	}
	parent, _ = strconv.Atoi(fields[1]) // the kernel writes a number
	return fields[0], parent
}
