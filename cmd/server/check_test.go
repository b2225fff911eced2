package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

func TestReachable(t *testing.T) {
	for addr, want := range map[string][]string{
		"127.0.0.1:80":   {"127.0.0.1:80"},
		"[::1]:80":       {"[::1]:80"},
		"localhost:80":   {"localhost:80"},
		"192.0.2.1:80":   {"192.0.2.1:80"},
		":80":            {"127.0.0.1:80", "[::1]:80"},
		"0.0.0.0:80":     {"127.0.0.1:80", "[::1]:80"},
		"[::]:80":        {"[::1]:80", "127.0.0.1:80"},
		"not an address": {"not an address"},
	} {
		if got := reachable(addr); !slices.Equal(got, want) {
			t.Errorf("reachable(%q) = %q, want %q", addr, got, want)
		}
	}
}

// The container's health check: status 0 when the server is ready, else 1.
func TestCheck(t *testing.T) {
	var ready atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" || !ready.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, "not ready")
		}
	}))
	defer server.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(server.URL, "http://"), ":")
	for _, addr := range []string{"127.0.0.1:" + port, "0.0.0.0:" + port, "[::]:" + port, ":" + port} {
		environ := []string{"QUOTEWIRE_ADDR=" + addr, "QUOTEWIRE_OPEN=true"}
		ready.Store(true)
		if err := run(t.Context(), []string{"-check"}, environ, stdio{out: io.Discard, err: io.Discard}); err != nil {
			t.Errorf("%s, ready: %v", addr, err)
		}
		ready.Store(false)
		if err := run(t.Context(), []string{"-check"}, environ, stdio{out: io.Discard, err: io.Discard}); err == nil || !strings.Contains(err.Error(), "not ready") {
			t.Errorf("%s, not ready: %v", addr, err)
		}
	}
	server.Close()
	if err := check(t.Context(), address("127.0.0.1:"+port), io.Discard); err == nil {
		t.Error("nobody listens and the check passes")
	}
}

func TestFlags(t *testing.T) {
	tests := []struct {
		args    []string
		environ []string
		out     []string // parts of the standard output
		err     string   // part of the error
		usage   bool     // whether the fault is one of usage
	}{
		{args: []string{"-version"}, environ: []string{"QUOTEWIRE_DRAIN=x"}, out: []string{"quotewire dev go1."}},
		{args: []string{"-h"}, out: []string{"-check", "QUOTEWIRE_ADDR (default: 127.0.0.1:8080)", "valid: debug, info, warn or error", "OPENAI_BASE_URL"}},
		{args: []string{"--help"}, out: []string{"Usage: quotewire"}},
		{args: []string{"-port", "80"}, err: "-port", usage: true},
		{args: []string{"probe", "-h"}, out: []string{"Usage: quotewire [flag]", "quotewire probe\n"}},
		{args: []string{"probe", "yahoo"}, err: `unknown argument "yahoo"`, usage: true},
		{args: []string{"-check", "probe"}, err: `unknown argument "probe"`, usage: true},
		{args: []string{"probe"}, environ: []string{"QUOTEWIRE_DRAIN=x"}, err: "QUOTEWIRE_DRAIN is not valid", usage: true},
		{args: []string{"serve"}, err: `unknown argument "serve"`, usage: true},
		{environ: []string{"QUOTEWIRE_DRAIN=x", "QUOTEWIRE_ADDR=x"}, err: "QUOTEWIRE_DRAIN is not valid", usage: true},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			var out bytes.Buffer
			err := run(context.Background(), tt.args, tt.environ, stdio{out: &out, err: io.Discard})
			if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("error %v, want %q", err, tt.err)
			}
			if errors.Is(err, errUsage) != tt.usage {
				t.Errorf("error %v, a fault of usage: want %t", err, tt.usage)
			}
			for _, want := range tt.out {
				if !strings.Contains(out.String(), want) {
					t.Errorf("output lacks %q:\n%s", want, &out)
				}
			}
		})
	}
}

// What the shell and an init system see.
func TestExitStatuses(t *testing.T) {
	for _, tt := range []struct {
		args    []string
		environ []string
		status  int
		stderr  string
	}{
		{args: []string{"-version"}, status: statusOK},
		{args: []string{"-h"}, status: statusOK},
		{args: []string{"-bad"}, status: statusUsage, stderr: "see -h"},
		{environ: []string{"QUOTEWIRE_ADDR=0.0.0.0:0"}, status: statusUsage, stderr: "QUOTEWIRE_API_KEYS"},
		{args: []string{"probe"}, status: statusOK, stderr: "its prices are synthetic"},
		{args: []string{"probe"}, environ: []string{"QUOTEWIRE_YAHOO_URL=" + refusing}, status: statusFailed, stderr: "quotewire: no source answers for US share (AAPL), "},
		{args: []string{"-check"}, environ: []string{"QUOTEWIRE_ADDR=127.0.0.1:1"}, status: statusFailed, stderr: "connection refused"},
	} {
		p := startProcess(t, tt.args, tt.environ...)
		if status := p.wait(); status != tt.status {
			t.Errorf("%v %v: status %d, want %d", tt.args, tt.environ, status, tt.status)
		}
		if log := p.text(); !strings.Contains(log, tt.stderr) {
			t.Errorf("%v %v: log lacks %q:\n%s", tt.args, tt.environ, tt.stderr, log)
		}
	}
}
