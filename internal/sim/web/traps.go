package web

import (
	"bytes"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/wire"
)

// trap is what a path does to its reader, nil for a path that is no trap:
//
//	/redirect?to=URL&status=302   leads there, wherever that is
//	/redirect/private, /metadata, /loopback, /file, /loop, /home
//	/huge, /huge?unsaid           200 MB, with and without saying so beforehand
//	/bomb                         a megabyte that unpacks to a gigabyte
//	/drip                         a page that never ends, a line every 20 ms
//	/status/CODE                  that status; 429 with Retry-After: 7
//	/charset/windows-1252         declared in the header and right
//	/charset/meta                 declared in the page only, and right
//	/charset/wrong                declared as UTF-8, and not
//	/consent/accept?to=PATH       what the wall's button posts to
//	/download                     a file, no page
//	/empty                        a page without text
//	/nested                       a million elements, each within the one before
//
// Traps that are pages lie below pages: /news/live needs JavaScript,
// /consent/insurers stands behind a wall and /consent/overlay under one,
// /news/supplier-survey gives its reader orders, /members/dividends is forbidden
// by robots.txt, /trap/spin runs for ever, /trap/dialogs, /trap/popups and
// /trap/subrequests?to=HOST ask for what they should not get.
func (w *Server) trap(path string) func(*wire.Visit) bool {
	if one := map[string]func(*wire.Visit) bool{"/consent/accept": w.accept, "/trap/subrequests": w.subrequests}[path]; one != nil {
		return one
	}
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return map[string]func(*wire.Visit) bool{
		"redirect": func(v *wire.Visit) bool { return w.redirect(v, rest) },
		"huge":     w.huge,
		"bomb":     w.explode,
		"drip":     w.drip,
		"status":   func(v *wire.Visit) bool { return w.status(v, rest) },
		"charset":  func(v *wire.Visit) bool { return w.charset(v, rest) },
		"download": w.download,
		"nested":   w.nested,
		"empty":    func(v *wire.Visit) bool { return v.Write(wire.Page(http.StatusOK, "")) },
	}[first]
}

func (w *Server) download(v *wire.Visit) bool {
	return v.Write(wire.Reply{Status: http.StatusOK, Header: map[string]string{
		"Content-Type": "application/octet-stream", "Content-Disposition": `attachment; filename="figures.bin"`,
	}, Body: bytes.Repeat([]byte{0xde, 0xad, 0x00, 0xff}, 1<<9)})
}

// redirect leads to where nobody should go. Loopback is this server again, by
// another address than the reader may have been allowed.
func (w *Server) redirect(v *wire.Visit, where string) bool {
	_, port, err := net.SplitHostPort(v.Request.Host)
	if err != nil {
		port = "80"
	}
	query := v.Request.URL.Query()
	to := map[string]string{
		"private":  "http://10.0.0.1/",
		"metadata": "http://169.254.169.254/latest/meta-data/",
		"loopback": "http://127.0.0.1:" + port + CanaryPath,
		"file":     "file:///etc/passwd",
		"loop":     "/redirect/loop",
		"home":     "/news/apple-results",
		"":         query.Get("to"),
	}[where]
	status := http.StatusFound
	if n, err := strconv.Atoi(query.Get("status")); err == nil && n >= 300 && n < 400 {
		status = n
	}
	if to == "" {
		return v.Write(notFound())
	}
	return v.Write(wire.RedirectTo(status, to))
}

const hugeSize = 200_000_000

// huge is a page of 200 MB, made as it is sent.
func (w *Server) huge(v *wire.Visit) bool {
	length := hugeSize
	if v.Request.URL.Query().Has("unsaid") {
		length = -1
	}
	head := []byte("<!DOCTYPE html><html><head><title>Very long (simulated)</title></head><body>\n")
	line := []byte("<p>The simulated market went sideways for another simulated minute.</p>\n")
	v.Head(wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "text/html; charset=utf-8"}, Body: nil}, length)
	if !v.Push(head) {
		return false
	}
	block := bytes.Repeat(line, 64<<10/len(line))
	for left := hugeSize - len(head); left > 0; left -= len(block) {
		if v.Request.Context().Err() != nil || !v.Put(block[:min(left, len(block))]) {
			return false
		}
	}
	return v.Flush()
}

// drip never ends.
func (w *Server) drip(v *wire.Visit) bool {
	v.Head(wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "text/html; charset=utf-8"}, Body: nil}, -1)
	if !v.Push([]byte("<!DOCTYPE html><html><head><title>Ticker (simulated)</title></head><body>\n")) {
		return false
	}
	for n := 1; v.Pause(20 * time.Millisecond); n++ {
		if !v.Push([]byte("<p>Tick " + strconv.Itoa(n) + ".</p>\n")) {
			return false
		}
	}
	return false
}

// nested is deeper than any parser that trusts its input can follow.
func (w *Server) nested(v *wire.Visit) bool {
	body := slices.Concat([]byte("<!DOCTYPE html><html><head><title>Deep (simulated)</title></head><body>"), bytes.Repeat([]byte("<div>"), 1_000_000), []byte("<p>The bottom.</p>"))
	return v.Write(wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "text/html; charset=utf-8"}, Body: body})
}

func (w *Server) status(v *wire.Visit, code string) bool {
	n, err := strconv.Atoi(code)
	if err != nil || n < 200 || n > 599 {
		return v.Write(notFound())
	}
	rep := wire.Page(n, strings.TrimSpace(code+" "+http.StatusText(n))+" (simulated)")
	if n == http.StatusTooManyRequests {
		rep.Header["Retry-After"] = "7"
	}
	if n == http.StatusNoContent || n == http.StatusNotModified {
		rep.Body = nil
	}
	return v.Write(rep)
}

// charset is a page in windows-1252 with letters and signs that other charsets
// have elsewhere.
func (w *Server) charset(v *wire.Visit, declared string) bool {
	types := map[string]string{
		"windows-1252": "text/html; charset=windows-1252", "meta": "text/html", "wrong": "text/html; charset=utf-8",
	}
	if types[declared] == "" {
		return v.Write(notFound())
	}
	body := "<!DOCTYPE html><html><head><meta charset=\"windows-1252\"><title>Z\xfcrich (simulated)</title></head><body><article><h1>Z\xfcrich</h1>" +
		"<p>The caf\xe9 \x93Zur B\xf6rse\x94 in Z\xfcrich asks \x805 for a cup, says the owner, who has kept the figures of every day since the place was opened.</p>" +
		"<p>Everything here is simulated.</p></article></body></html>\n"
	return v.Write(wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": types[declared]}, Body: []byte(body)})
}

// accept gives the cookie of consent, and sends the reader back.
func (w *Server) accept(v *wire.Visit) bool {
	to, err := url.Parse(v.Request.URL.Query().Get("to"))
	if v.Request.Method != http.MethodPost || err != nil || to.Host != "" || !strings.HasPrefix(to.Path, "/") {
		return v.Write(notFound())
	}
	rep := wire.RedirectTo(http.StatusSeeOther, to.Path)
	rep.Header["Set-Cookie"] = consentCookie + "=yes; Path=/; SameSite=Lax"
	return v.Write(rep)
}

// subrequests is a page that makes its reader's browser ask other hosts, and the
// one named, in every way that a browser has.
func (w *Server) subrequests(v *wire.Visit) bool {
	host := v.Request.URL.Query().Get("to")
	if _, _, err := net.SplitHostPort(host); err != nil || strings.ContainsAny(host, `"'<>&/\`) {
		host = "127.0.0.1:9"
	}
	p := w.library.find("/trap/subrequests")
	body, err := p.render(w.library, v.Now, "http://"+host)
	if err != nil {
		return v.Write(wire.Text(http.StatusInternalServerError, err.Error()))
	}
	return v.Write(wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "text/html; charset=utf-8"}, Body: body})
}
