package api

import (
	"net/http"
	"strings"
	"testing"

	"quotewire/internal/api/access"
	"quotewire/internal/api/fault"
)

// A name that is not ours gets nothing on any route, and is told what would be right.
func TestForeignHostIsRefused(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Access.Hosts = access.Hosts{Names: []string{"localhost"}, Addresses: true} })
	for _, path := range []string{"/api/models", "/", "/healthz", "/nothing"} {
		if resp := w.do(t, t.Context(), http.MethodGet, path, "", http.Header{"Host": {"10.2.3.4:80"}}); resp.StatusCode == http.StatusForbidden {
			t.Errorf("%s: an address is refused", path)
		}
		e := wantFault(t, w.do(t, t.Context(), http.MethodGet, path, "", http.Header{"Host": {"rebound.example"}}), fault.Forbidden)
		if !strings.Contains(e.Fix, "localhost, its address") || !strings.Contains(e.Fix, "QUOTEWIRE_HOSTS") {
			t.Errorf("%s: %q", path, e.Fix)
		}
	}
}

// What browsers send to plain HTTP of another machine: no Sec-Fetch-Site, and an
// Origin with some requests alone.
func TestBrowsersOverPlainHTTP(t *testing.T) {
	const (
		chromium = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
		firefox  = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
	)
	w := newWorld(t, says("x"))
	host := strings.TrimPrefix(w.url, "http://")
	for name, c := range map[string]struct {
		agent   string
		header  http.Header
		allowed bool
	}{
		"an image":                        {chromium, http.Header{"Accept": {"image/avif,image/*,*/*;q=0.8"}, "Referer": {"http://news.example/"}}, false},
		"an image without referrer":       {chromium, http.Header{"Accept": {"image/avif,image/*,*/*;q=0.8"}}, false},
		"a script":                        {firefox, http.Header{"Accept": {"*/*"}}, false},
		"a style":                         {firefox, http.Header{"Accept": {"text/css,*/*;q=0.1"}}, false},
		"a frame, a link, an address bar": {chromium, http.Header{"Accept": {"text/html"}, "Upgrade-Insecure-Requests": {"1"}}, false},
		"a preload":                       {chromium, http.Header{"Purpose": {"prefetch"}}, false},
		"a video of Safari":               {"AppleCoreMedia/1.0.0.20G75 (Macintosh; U; Intel Mac OS X 13_5; en_us)", http.Header{"Range": {"bytes=0-1"}}, false},
		"an image in a mail":              {"Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.14332; Pro)", nil, false},
		"an old browser":                  {"Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.18", nil, false},
		"a neighbour's port":              {chromium, http.Header{"Referer": {"http://127.0.0.1:1/"}}, false},
		"a host that begins as ours":      {chromium, http.Header{"Referer": {"http://" + host + ".evil.example/"}}, false},
		"our host as a user name":         {chromium, http.Header{"Referer": {"http://" + host + "@evil.example/"}}, false},
		"a password in the address":       {firefox, http.Header{"Authorization": {"Basic dTpw"}}, false},
		"our page":                        {chromium, http.Header{"Referer": {w.url + "/"}}, true},
		"our page by origin":              {chromium, http.Header{"Origin": {w.url}}, true},
		"a script with a key":             {chromium, http.Header{"Authorization": {"Bearer k"}}, true},
		"a browser that tells":            {chromium, http.Header{"Sec-Fetch-Site": {"none"}}, true},
		"curl":                            {"curl/8.14.1", nil, true},
		"curl with a referrer":            {"curl/8.14.1", http.Header{"Referer": {"http://news.example/"}}, true},
		"node":                            {"node", http.Header{"Accept": {"text/event-stream"}, "Accept-Language": {"*"}}, true},
		"Python":                          {"Python-urllib/3.13", nil, true},
		"PowerShell":                      {"Mozilla/5.0 (Windows NT 10.0; Microsoft Windows 10.0.26100; en-US) PowerShell/7.5.0", nil, true},
		"old PowerShell":                  {"Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.22621.1", nil, true},
		"one that says nothing":           {"", nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			h := c.header.Clone()
			if h == nil {
				h = http.Header{}
			}
			h.Set("User-Agent", c.agent)
			for _, path := range []string{"/api/models", "/api/chat/stream?question=hi", "/api/screeners"} {
				resp := w.do(t, t.Context(), http.MethodGet, path, "", h)
				if c.allowed != (resp.StatusCode == http.StatusOK) {
					t.Errorf("%s: %d", path, resp.StatusCode)
				}
				if !c.allowed {
					wantFault(t, resp, fault.Forbidden)
				}
			}
			for _, path := range []string{"/", "/openapi.yaml", "/healthz"} { // they cost nothing
				if resp := w.do(t, t.Context(), http.MethodGet, path, "", h); resp.StatusCode != http.StatusOK {
					t.Errorf("%s: %d", path, resp.StatusCode)
				}
			}
		})
	}
}
