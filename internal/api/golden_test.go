package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
)

func updating() bool { return flag.Lookup("update").Value.String() == "true" }

var _ = flag.Bool("update", false, "rewrite the golden files")

// TestGolden plays each testdata/*.txtar: the raw request, the answerer's
// script, and the bytes that come back on the socket.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { playGolden(t, file) })
	}
}

func playGolden(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, parseScript(t, section(archive, "script")), func(o *Options) { o.Heartbeat = 10 * time.Second })
	w.newID = func() string { return "RUN" }
	w.now = func() time.Time { return time.Unix(1_700_000_000, 0) }
	got := rawExchange(t, w, section(archive, "request"))
	if updating() {
		setSection(archive, "response", got)
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(section(archive, "response"), got); diff != "" {
		t.Errorf("response (-want +got):\n%s", diff)
	}
}

func section(a *txtar.Archive, name string) string {
	i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == name })
	if i < 0 {
		return ""
	}
	return string(a.Files[i].Data)
}

func setSection(a *txtar.Archive, name, data string) {
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return f.Name == name })
	a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(data)})
}

// rawExchange sends a request as it is written and gives back the response in a
// form without what changes from run to run.
func rawExchange(t *testing.T, w *world, request string) string {
	conn, err := net.Dial("tcp", w.http.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(request, "\n\n")
	head = strings.TrimSpace(head)
	raw := strings.ReplaceAll(head, "\n", "\r\n") + "\r\nHost: quotewire.test\r\nConnection: close\r\n"
	body = strings.TrimSuffix(body, "\n")
	if body != "" {
		raw += fmt.Sprintf("Content-Length: %d\r\n", len(body))
	}
	if _, err := io.WriteString(conn, raw+"\r\n"+body); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: strings.Fields(head)[0]})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var out bytes.Buffer
	fmt.Fprintln(&out, resp.Status)
	resp.Header.Del("Date")
	resp.Header.Del("Content-Length")
	for _, name := range []string{"Retry-After"} {
		if resp.Header.Get(name) != "" {
			resp.Header.Set(name, "N")
		}
	}
	if err := resp.Header.Write(&out); err != nil {
		t.Fatal(err)
	}
	out.WriteString("\n")
	if _, err = io.Copy(&out, resp.Body); err != nil {
		fmt.Fprintf(&out, "(broken off: %v)\n", err)
	}
	text := strings.ReplaceAll(out.String(), "\r\n", "\n")
	return regexp.MustCompile(`s_[a-z2-7]{32}`).ReplaceAllString(text, "SESSION")
}

// parseScript reads one event a line: its name and its fields as JSON.
func parseScript(t *testing.T, text string) script {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return func(_ context.Context, _ answer.Turn, yield func(answer.Event, error) bool) {
		for _, line := range lines {
			name, args, _ := strings.Cut(line, " ")
			ev, err := scriptEvent(t, name, args)
			if !yield(ev, err) || err != nil {
				return
			}
		}
	}
}

func scriptEvent(t *testing.T, name, args string) (answer.Event, error) {
	switch name {
	case "delta":
		if strings.HasPrefix(args, `"`) {
			args = decodeEvent[string](t, args)
		}
		return answer.Delta{Text: args}, nil
	case "more":
		return answer.Delta{Text: args, More: true}, nil
	case "status":
		return decodeEvent[answer.Status](t, args), nil
	case "started":
		return decodeEvent[answer.ToolStarted](t, args), nil
	case "finished":
		return decodeEvent[answer.ToolFinished](t, args), nil
	case "source":
		return answer.SourceFound{Source: decodeEvent[answer.Source](t, args)}, nil
	case "exhibit":
		return decodeEvent[answer.Exhibited](t, args), nil
	case "end":
		return decodeEvent[answer.Finished](t, args), nil
	case "panic":
		panic(args)
	case "idle":
		return nil, &llm.Error{Kind: llm.ErrIdle, Message: "upstream text with sk-SECRET"}
	case "limited":
		return nil, &llm.Error{Kind: llm.ErrRateLimited, Status: 429, Message: "sk-SECRET", RetryAfter: 7 * time.Second}
	}
	return nil, errors.New("unheard-of failure with sk-SECRET: " + name)
}

func decodeEvent[E any](t *testing.T, text string) E {
	var e E
	if text == "" {
		return e
	}
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Errorf("script: %v in %s", err, text)
	}
	return e
}
