package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// hostilePages are pages that cost their readers far more than their length.
func hostilePages() map[string]string {
	numbered := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	return map[string]string{
		"/wide":      "<table><tr>" + strings.Repeat("<td>1", 9000) + strings.Repeat("<tr><td>2", 9000) + "</table>",
		"/spans":     "<table>" + strings.Repeat("<tr><td rowspan=60 colspan=30>3", 15_000) + "</table>",
		"/comments":  "<p>" + strings.Repeat("a<!---->", 200_000),
		"/unseen":    "<p>" + strings.Repeat("a<b hidden>x</b>", 60_000),
		"/roots":     numbered("<html a%d=1>", 20_000),
		"/bodies":    numbered("<body a%d=1>", 20_000),
		"/formats":   "<p>" + numbered("<b id=f%d><p>", 60_000),
		"/nested":    strings.Repeat("<div>", 180_000) + "the core",
		"/nesting":   strings.Repeat("<table><tr><td><a>", 90_000),
		"/attribute": "<div " + numbered("a%d=b ", 90_000) + ">x</div>",
		"/filing":    "<table>" + numbered("<tr><td>Item<td>%d<td>7", 110_000) + "</table>",
		"/feed":      `<rss version="2.0"><channel><title>x</title>` + strings.Repeat("<item><title>"+strings.Repeat("&lt;b&gt;", 1000)+"</title></item>", 500) + "</channel></rss>",
		"/pdf":       "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] /Count 99999999 >>\nendobj\n" + strings.Repeat("1 0 obj [1 0 R] endobj\n", 50_000),
		"/endless":   "<div id=x></div><script>for (;;) {}</script>",
	}
}

// hungryPages are pages that take what memory the browser lets them, in every way that
// a page has.
func hungryPages() map[string]string {
	return map[string]string{
		"/buffers":  "<div id=x></div><script>const held = []; setInterval(() => held.push(new Uint8Array(2e7).fill(1)), 5)</script>",
		"/modules":  "<div id=x></div><script>const held = []; setInterval(() => { const m = new WebAssembly.Memory({ initial: 500 }); new Uint8Array(m.buffer).fill(1); held.push(m) }, 5)</script>",
		"/elements": "<div id=x></div><script>setInterval(() => document.body.insertAdjacentHTML('beforeend', '<p>x<b>y</b></p>'.repeat(20000)), 1)</script>",
		"/workers":  "<div id=x></div><script>for (let i = 0; i < 8; i++) new Worker(URL.createObjectURL(new Blob(['const held = []; for (;;) held.push(new Uint8Array(1e6).fill(1))'])))</script>",
	}
}

// Ten clients have all hostile pages read at once. The server and its children stay
// small, another client's page is read meanwhile, and all is back afterwards.
func TestHostilePages(t *testing.T) { readHostile(t, hostilePages(), 600<<20) }

// A container has a GiB.
func TestHungryPages(t *testing.T) { readHostile(t, hungryPages(), 800<<20) }

func readHostile(t *testing.T, pages map[string]string, most int64) {
	site := hostileSite(t, pages)
	var keys []string
	for i := range 11 {
		keys = append(keys, fmt.Sprint("key", i))
	}
	server := startBuilt(t, "QUOTEWIRE_API_KEYS="+strings.Join(keys, ","), "QUOTEWIRE_ALLOW_NETS=127.0.0.2", "QUOTEWIRE_RATE_LIMIT=0", "HOME="+os.Getenv("HOME"), "PATH="+os.Getenv("PATH"))
	server.get(t, keys[0], site+"/good?first")
	rest, _ := memoryOf(server.pid)

	ctx, stop := context.WithCancel(t.Context())
	var hostile sync.WaitGroup
	for _, key := range keys[1:] {
		for path := range pages {
			hostile.Go(func() {
				if status := server.status(ctx, key, site+path+"?"+key); status == http.StatusInternalServerError || status == 0 && ctx.Err() == nil {
					t.Errorf("%s: status %d", path, status)
				}
			})
		}
	}
	var watch sync.WaitGroup
	var peak int64
	var at string // who had it
	watch.Go(func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for ctx.Err() == nil {
			if now, each := memoryOf(server.pid); now > peak {
				peak, at = now, each
			}
			<-tick.C
		}
	})
	for i := range 5 {
		server.get(t, keys[0], fmt.Sprintf("%s/good?%d", site, i))
	}
	stop()
	hostile.Wait()
	watch.Wait()
	t.Logf("%d MiB at rest, %d MiB at most:%s", rest>>20, peak>>20, at)
	if peak > most {
		t.Errorf("the server and its children took %d MiB, at most %d are right", peak>>20, most>>20)
	}
	server.get(t, keys[0], site+"/good?last")
}

// hostileSite serves those pages, and good ones, on an address of its own.
func hostileSite(t *testing.T, pages map[string]string) string {
	t.Helper()
	mux := http.NewServeMux()
	for path, page := range pages {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", map[string]string{"/feed": "application/rss+xml", "/pdf": "application/pdf"}[path])
			if w.Header().Get("Content-Type") == "" {
				w.Header().Set("Content-Type", "text/html")
			}
			_, _ = w.Write([]byte(page)) // its client may have left
		})
	}
	mux.HandleFunc("/good", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, "<html><body><article><h1>Good</h1>", strings.Repeat("<p>The company reported sales of 10 million dollars, up from 9 million.</p>", 20), "</article></body></html>")
	})
	listener, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: mux}
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(listener) }) // it is closed below
	t.Cleanup(func() {
		_ = server.Close()
		serving.Wait()
	})
	return "http://" + listener.Addr().String()
}

// built is a server as it is shipped, without the race detector, which takes many
// times the memory.
type built struct {
	url     string
	pid     int
	program string // where it was started from
}

func startBuilt(t *testing.T, environ ...string) built {
	t.Helper()
	program := filepath.Join(t.TempDir(), "quotewire")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	p := startProgram(t, program, nil, environ...)
	return built{url: "http://" + p.waitLog("listening")["address"].(string), pid: p.cmd.Process.Pid, program: program}
}

// status asks for a page as text; 0: no answer.
func (b built) status(ctx context.Context, key, page string) int {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+"/api/page?url="+url.QueryEscape(page), nil)
	if err != nil {
		return 0
	}
	req.Header.Set("Authorization", "Bearer "+key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	_ = res.Body.Close() // its status is all that is wanted
	return res.StatusCode
}

// get has a good page read.
func (b built) get(t *testing.T, key, page string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if status := b.status(ctx, key, page); status != http.StatusOK {
		t.Errorf("%s: status %d", page, status)
	}
}

// memoryOf is what a process and all below it take, in bytes, and each of them in
// MiB; what several share counts in parts.
func memoryOf(pid int) (sum int64, each string) {
	for _, pid := range familyOf(pid) {
		rollup, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		if err != nil {
			continue // it has ended
		}
		_, after, _ := bytes.Cut(rollup, []byte("\nPss:"))
		line, _, _ := bytes.Cut(after, []byte(" kB\n"))
		kib, _ := strconv.ParseInt(string(bytes.TrimSpace(line)), 10, 64) // 0 where it is not told
		sum += kib << 10
		name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)) // it may have ended
		each += fmt.Sprintf(" %s %d", bytes.TrimSpace(name), kib>>10)
	}
	return sum, each
}

func familyOf(pid int) []int {
	family := []int{pid}
	for i := 0; i < len(family); i++ {
		lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", family[i])) // its error is of the pattern
		for _, list := range lists {
			text, _ := os.ReadFile(list) // a thread that has ended has none
			for _, child := range strings.Fields(string(text)) {
				if id, err := strconv.Atoi(child); err == nil {
					family = append(family, id)
				}
			}
		}
	}
	return family
}
