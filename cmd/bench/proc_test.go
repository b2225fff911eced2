package main

import (
	"testing"
	"time"
)

func TestParseCPUTime(t *testing.T) {
	const fields = " S 1 2 3 0 -1 4194560 100 0 0 0 150 75 0 0 20 0 9 0 100 1000 200"
	for _, name := range []string{"(bench)", "(a b) c)", "(x) S 9 9 9)"} {
		got, err := parseCPUTime([]byte("4242 " + name + fields))
		if err != nil || got != 2250*time.Millisecond {
			t.Errorf("parseCPUTime with name %s = %v, %v; want 2.25s", name, got, err)
		}
	}
	for _, bad := range []string{"", "4242 (bench) S 1", "no parenthesis at all 1 2 3 4 5 6 7 8 9 10 11 12 13 14",
		"1 (b) S 1 2 3 4 5 6 7 8 9 10 x 12 13"} {
		if got, err := parseCPUTime([]byte(bad)); err == nil {
			t.Errorf("parseCPUTime(%q) = %v, want an error", bad, got)
		}
	}
}

func TestParseResident(t *testing.T) {
	got, err := parseResident([]byte("Name:\tbench\nVmPeak:\t  9000 kB\nVmRSS:\t    1234 kB\nRssAnon:\t 1 kB\n"))
	if err != nil || got != 1234<<10 {
		t.Errorf("parseResident = %v, %v; want %d", got, err, 1234<<10)
	}
	for _, bad := range []string{"", "VmRSS:\t many kB\n"} {
		if got, err := parseResident([]byte(bad)); err == nil {
			t.Errorf("parseResident(%q) = %v, want an error", bad, got)
		}
	}
}

func TestParseHeap(t *testing.T) {
	got, err := parseHeap([]byte("heap profile: 1: 2 [3: 4] @ heap/1\n\n# runtime.MemStats\n# Alloc = 9\n# HeapAlloc = 1000\n# Stack = 24 / 24\n"))
	if err != nil || got != 1024 {
		t.Errorf("parseHeap = %v, %v; want 1024", got, err)
	}
	for _, bad := range []string{"", "# HeapAlloc = 1\n", "# HeapAlloc = x\n# Stack = 1 / 1\n"} {
		if got, err := parseHeap([]byte(bad)); err == nil {
			t.Errorf("parseHeap(%q) = %v, want an error", bad, got)
		}
	}
}
