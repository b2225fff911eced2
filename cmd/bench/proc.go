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
	for line := range strings.Lines(string(status)) {
		rest, ok := strings.CutPrefix(line, "VmRSS:")
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("parse memory: %w", err)
		}
		return n << 10, nil
	}
	return 0, fmt.Errorf("parse memory: no VmRSS line")
}

// parseHeap takes the bytes of live objects and of stacks out of the text form of a heap profile.
func parseHeap(profile []byte) (int64, error) {
	heap, err := memStat(profile, "# HeapAlloc = ")
	if err != nil {
		return 0, err
	}
	stack, err := memStat(profile, "# Stack = ")
	if err != nil {
		return 0, err
	}
	return heap + stack, nil
}

func memStat(profile []byte, prefix string) (int64, error) {
	for line := range strings.Lines(string(profile)) {
		rest, ok := strings.CutPrefix(line, prefix)
		if !ok {
			continue
		}
		number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("parse heap profile: %w", err)
		}
		return n, nil
	}
	return 0, fmt.Errorf("parse heap profile: no line %q", prefix)
}
