package main

import (
	"log/slog"
	"path/filepath"
	"slices"
	"strings"

	"quotewire/internal/search/engine"
)

// engines are names of search engines.
type engines []string

func (e *engines) UnmarshalText(text []byte) error {
	*e = split([]byte(strings.ToLower(string(text))))
	for _, name := range *e {
		if !slices.Contains(engine.Names(), name) {
			return errValue
		}
	}
	return nil
}

// browserMode is auto, off, or the path of a browser.
type browserMode string

func (b *browserMode) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if filepath.IsAbs(s) {
		*b = browserMode(s)
		return nil
	}
	return oneOf((*string)(b), text, "auto", "off")
}

// path is the browser's, empty for the usual one.
func (b browserMode) path() string {
	if filepath.IsAbs(string(b)) {
		return string(b)
	}
	return ""
}

// demoMode is auto, true or false.
type demoMode string

func (d *demoMode) UnmarshalText(text []byte) error {
	return oneOf((*string)(d), text, "auto", "true", "false")
}

// fingerprint is go or chrome.
type fingerprint string

func (f *fingerprint) UnmarshalText(text []byte) error {
	return oneOf((*string)(f), text, "go", "chrome")
}

// logFormat is text or json.
type logFormat string

func (f *logFormat) UnmarshalText(text []byte) error {
	return oneOf((*string)(f), text, "text", "json")
}

// logLevel is the least level that is logged.
type logLevel string

func (l *logLevel) UnmarshalText(text []byte) error {
	return oneOf((*string)(l), text, "debug", "info", "warn", "error")
}

func (l logLevel) level() slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l)); err != nil {
		return slog.LevelInfo // cannot be: oneOf admits only names that slog knows
	}
	return level
}

func oneOf(dst *string, text []byte, valid ...string) error {
	s := strings.ToLower(strings.TrimSpace(string(text)))
	if !slices.Contains(valid, s) {
		return errValue
	}
	*dst = s
	return nil
}
