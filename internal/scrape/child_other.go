//go:build !linux

package scrape

import "syscall"

func childAttributes() *syscall.SysProcAttr { return nil }

// restrain has no counterpart outside of Linux: the bound of time remains.
func restrain(int, uint64) error { return nil }
