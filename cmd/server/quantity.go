package main

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// count is a whole number of at least 1.
type count int

func (c *count) UnmarshalText(text []byte) error {
	n, err := parseCount(text)
	if err == nil && n == 0 {
		err = errValue
	}
	*c = count(n)
	return err
}

// limit is a whole number; 0 stands for no limit.
type limit int

func (l *limit) UnmarshalText(text []byte) error {
	n, err := parseCount(text)
	*l = limit(n)
	return err
}

// share is a limit for one of many: a whole number, or half of the limit for all; 0
// stands for no limit.
type share int

const half share = -1

func (s *share) UnmarshalText(text []byte) error {
	if strings.TrimSpace(string(text)) == "half" {
		*s = half
		return nil
	}
	n, err := parseCount(text)
	*s = share(n)
	return err
}

// of is the limit for one where all is the limit for all: half is at least 1.
func (s share) of(all int) int {
	if s == half {
		return max(1, all/2)
	}
	return int(s)
}

func parseCount(text []byte) (int, error) {
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 31)
	return int(n), err
}

// size is a number of bytes, written with or without a unit.
type size int64

func (s *size) UnmarshalText(text []byte) error {
	number := strings.TrimSpace(string(text))
	factor := uint64(1)
	for _, unit := range []struct {
		name  string
		bytes uint64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"B", 1}} {
		if rest, ok := strings.CutSuffix(number, unit.name); ok {
			number, factor = strings.TrimSpace(rest), unit.bytes
			break
		}
	}
	n, err := strconv.ParseUint(number, 10, 32)
	if err == nil && n == 0 {
		err = errValue
	}
	*s = size(n * factor)
	return err
}

// period is a time span of more than nothing.
type period time.Duration

func (p *period) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(strings.TrimSpace(string(text)))
	if err == nil && d <= 0 {
		err = errValue
	}
	*p = period(d)
	return err
}

// grace is a time span that may be nothing.
type grace time.Duration

func (g *grace) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(strings.TrimSpace(string(text)))
	if err == nil && d < 0 {
		err = errValue
	}
	*g = grace(d)
	return err
}

// amount is a sum of money of more than nothing.
type amount float64

func (a *amount) UnmarshalText(text []byte) error {
	v, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	if err == nil && (v <= 0 || math.IsInf(v, 0) || math.IsNaN(v)) {
		err = errValue
	}
	*a = amount(v)
	return err
}
