package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
)

// lastByteClients is how many clients of each kind ask and ask on.
const lastByteClients = 1000

// A client that leaves on the last byte of an answer, be it a stream or one JSON
// body, has been answered: its next question is answered by one who knows the
// first. The clients are those that people have.
func TestClientsThatLeaveOnTheLastByte(t *testing.T) {
	for name, converse := range map[string]func(ctx context.Context, t *testing.T, base string){
		"curl":    converseByCurl,
		"node":    func(ctx context.Context, t *testing.T, base string) { converseByNode(ctx, t, "node.mjs", base) },
		"browser": converseInBrowser,
	} {
		t.Run(name, func(t *testing.T) {
			w := startWalk(t, nil)
			w.model.Always(llmtest.Text("Apple is at 189.30 USD.", 8))
			ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
			defer cancel()
			start := time.Now()
			converse(ctx, t, w.url)
			t.Logf("%d clients in %v", lastByteClients, time.Since(start))
			checkHistories(t, w.model.Requests())
			w.outcomes("done", 2*lastByteClients)
			if gone := w.metric(`quotewire_streams_total{mode="chat",outcome="client_gone"}`); gone != 0 {
				t.Errorf("%v answers are counted as not given", gone)
			}
		})
	}
}

// checkHistories wants each client's second question to come to the model after
// its first, and the answer to that.
func checkHistories(t *testing.T, requests []llmtest.Request) {
	t.Helper()
	known := 0
	for _, r := range requests {
		var said []string
		for _, m := range r.Messages {
			if m.Role == llm.RoleUser || m.Role == llm.RoleAssistant {
				said = append(said, m.Content)
			}
		}
		question, again := strings.CutSuffix(said[len(said)-1], " again")
		if !again {
			continue
		}
		if len(said) != 3 || said[0] != question || said[1] != "Apple is at 189.30 USD." {
			t.Errorf("%q is asked after %q", question+" again", said[:len(said)-1])
			continue
		}
		known++
	}
	if known != lastByteClients {
		t.Errorf("%d of %d second questions came with the first", known, lastByteClients)
	}
}

// converseByNode runs a script that prints what goes wrong.
func converseByNode(ctx context.Context, t *testing.T, script, base string, args ...string) {
	t.Helper()
	args = append([]string{filepath.Join("testdata/clients", script), base, fmt.Sprint(lastByteClients)}, args...)
	cmd := exec.CommandContext(ctx, "node", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	faults, err := cmd.Output()
	if err != nil {
		t.Fatalf("node %s: %v\n%s", script, err, stderr.Bytes())
	}
	for line := range strings.Lines(string(faults)) {
		t.Error(strings.TrimSpace(line))
	}
}

// converseInBrowser has all clients in one Chromium, which is driven as the server
// drives it.
func converseInBrowser(ctx context.Context, t *testing.T, base string) {
	t.Helper()
	drivers, err := filepath.Glob(filepath.Join(cacheFolder(t), "playwright-*/package"))
	if err != nil || len(drivers) == 0 {
		t.Fatalf("no playwright-core, which make test-tools brings: %v", err)
	}
	converseByNode(ctx, t, "browser.mjs", base, "/usr/lib/chromium/chromium-headless-shell", drivers[len(drivers)-1])
}

// cacheFolder is where make test-tools puts what it does not install.
func cacheFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "quotewire")
}

// converseByCurl has a process of its own for each question.
func converseByCurl(ctx context.Context, t *testing.T, base string) {
	t.Helper()
	var all sync.WaitGroup
	turns := make(chan struct{}, 8)
	for n := range lastByteClients {
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			ask := []func(context.Context, url.Values, string) (string, error){curlStream, curlWhole}[n%2]
			question := url.Values{"question": {fmt.Sprintf("client %d", n)}}
			id, err := ask(ctx, question, base)
			if err == nil {
				_, err = ask(ctx, url.Values{"question": {question.Get("question") + " again"}, "session_id": {id}}, base)
			}
			if err != nil {
				t.Errorf("curl %d: %v", n, err)
			}
		})
	}
	all.Wait()
}

var sessionField = regexp.MustCompile(`"session_id":"(\w+)"`)

// curlWhole leaves as curl does: by its end, once it has the whole body.
func curlWhole(ctx context.Context, question url.Values, base string) (session string, err error) {
	body := fmt.Sprintf(`{"question":%q,"session_id":%q}`, question.Get("question"), question.Get("session_id"))
	out, err := exec.CommandContext(ctx, "curl", "-sS", "-H", "Content-Type: application/json", "-d", body, base+"/api/chat").CombinedOutput()
	if id := sessionField.FindSubmatch(out); err == nil && id != nil {
		return string(id[1]), nil
	}
	return "", fmt.Errorf("%v: %s", err, out)
}

// curlStream is ended as by Ctrl-C on the last event.
func curlStream(ctx context.Context, question url.Values, base string) (session string, err error) {
	cmd := exec.CommandContext(ctx, "curl", "-sSN", base+"/api/chat/stream?"+question.Encode())
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	text, err := untilDone(out)
	_ = cmd.Process.Kill() // an error says that it has ended
	_ = cmd.Wait()         // it was killed
	if id := sessionField.FindStringSubmatch(text); err == nil && id != nil {
		return id[1], nil
	}
	return "", fmt.Errorf("%v: %s", err, text)
}

// untilDone reads a stream up to its last byte.
func untilDone(r io.Reader) (text string, err error) {
	lines := bufio.NewReader(r)
	for ended := false; ; {
		line, err := lines.ReadString('\n')
		text += line
		if err != nil {
			return text, err
		}
		ended = ended || line == "event: done\n"
		if ended && line == "\n" {
			return text, nil
		}
	}
}
