package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// The kernel counts CPU time for user space in hundredths of a second on every architecture.
const tick = 10 * time.Millisecond

// cpuTime is the CPU time that a process used so far, in user and kernel mode.
func cpuTime(pid int) (time.Duration, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("read CPU time (this needs Linux): %w", err)
	}
	return parseCPUTime(data)
}

// parseCPUTime reads fields 14 and 15 of /proc/PID/stat. They are counted from the last parenthesis, because the
// second field is the program's name and may hold anything.
func parseCPUTime(stat []byte) (time.Duration, error) {
	end := bytes.LastIndexByte(stat, ')')
	fields := strings.Fields(string(stat[end+1:]))
	if end < 0 || len(fields) < 13 {
		return 0, fmt.Errorf("parse CPU time: %d fields", len(fields))
	}
	var sum time.Duration
	for _, f := range fields[11:13] {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("parse CPU time: %w", err)
		}
		sum += time.Duration(n) * tick
	}
	return sum, nil
}

// residentBytes is the memory of a process that is in RAM.
func residentBytes(pid int) (int64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("read memory (this needs Linux): %w", err)
	}
	return parseResident(data)
}

func parseResident(status []byte) (int64, error) {
	kilobytes, err := numberAfter(status, "VmRSS:")
	if err != nil {
		return 0, fmt.Errorf("parse memory: %w", err)
	}
	return kilobytes << 10, nil
}

// parseHeap takes the bytes of live objects and of stacks out of the text form of a heap profile.
func parseHeap(profile []byte) (sum int64, err error) {
	for _, prefix := range []string{"# HeapAlloc = ", "# Stack = "} {
		n, err := numberAfter(profile, prefix)
		if err != nil {
			return 0, fmt.Errorf("parse heap profile: %w", err)
		}
		sum += n
	}
	return sum, nil
}

// numberAfter is the number in the line that begins so.
func numberAfter(text []byte, prefix string) (int64, error) {
	for line := range strings.Lines(string(text)) {
		rest, ok := strings.CutPrefix(line, prefix)
		if !ok {
			continue
		}
		number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		return strconv.ParseInt(number, 10, 64)
	}
	return 0, fmt.Errorf("no line %q", prefix)
}
