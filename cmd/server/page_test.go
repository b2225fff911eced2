package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"quotewire/internal/sim/web"
)

// Pages of every kind are read through the whole server, PDFs by a process of
// their own, and nothing of an inner network is.
func TestPages(t *testing.T) {
	l := openLibrary(t)
	w := startResearch(t, l, []string{"QUOTEWIRE_BROWSER=auto", "QUOTEWIRE_ALLOW_NETS=" + strings.Split(strings.TrimPrefix(l.site, "http://"), ":")[0]})
	get := func(address string) (status int, page struct {
		Text, Via string
		Error     struct{ Code string }
	}) {
		t.Helper()
		res, err := http.Get(w.url + "/api/page?url=" + url.QueryEscape(address))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(body, &page); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		return res.StatusCode, page
	}
	for path, want := range map[string]struct{ via, text string }{
		"/news/apple-results": {"http", "Where the growth came from"},
		"/news/live":          {"browser", "Tesla delivered"}, // written by a script
		web.ReportPath:        {"http", ""},
		web.FeedPath:          {"http", "Apple"},
		web.DataPath:          {"http", "{"},
	} {
		status, page := get(l.site + path)
		if status != http.StatusOK || page.Via != want.via || page.Text == "" || !strings.Contains(page.Text, want.text) {
			t.Errorf("%s: %d by %s: %.300s", path, status, page.Via, page.Text)
		}
	}
	for path, want := range map[string]string{
		"/redirect/private": "page_forbidden", "/redirect/metadata": "page_forbidden", "/redirect/file": "invalid_request",
		"/bomb": "page_unreadable", "/download": "page_unreadable", "/empty": "page_unreadable", "/status/404": "not_found", "/status/429": "page_refused", "/status/500": "page_unavailable",
	} {
		if status, page := get(l.site + path); page.Error.Code != want {
			t.Errorf("%s: %d %s, want %s", path, status, page.Error.Code, want)
		}
	}
	if status, page := get("http://10.0.0.1/"); page.Error.Code != "page_forbidden" {
		t.Errorf("an inner address: %d %+v", status, page)
	}
	if arrived := l.web.Requests(web.CanaryPath); arrived != 0 {
		t.Errorf("%d requests arrived where nobody may", arrived)
	}
}

// An upgrade replaces the program before it ends the server, which goes on reading
// pages until then.
func TestReplacedProgram(t *testing.T) {
	server := startBuilt(t, "QUOTEWIRE_ALLOW_NETS=127.0.0.2", "QUOTEWIRE_BROWSER=off")
	site := hostileSite(t, nil)
	if err := os.Remove(server.program); err != nil {
		t.Fatal(err)
	}
	server.get(t, "", site+"/good?removed")
	if err := os.WriteFile(server.program, []byte("#!/bin/sh\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	server.get(t, "", site+"/good?replaced")
	names := ""
	for _, pid := range familyOf(server.pid) {
		name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)) // empty when it has ended
		names += string(name)
	}
	if !strings.HasPrefix(names, "quotewire\nquotewire-pages\n") {
		t.Errorf("the processes are called %q", names)
	}
}
