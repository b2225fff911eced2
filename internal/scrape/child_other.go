//go:build !linux

package scrape

import "syscall"

func childAttributes() *syscall.SysProcAttr { return nil }

// boundMemory has no counterpart outside of Linux: the time bound remains.
func boundMemory(int, uint64) error { return nil }
