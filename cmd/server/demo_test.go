package main

import (
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// firstQuestion is what a newcomer is told to ask.
const firstQuestion = "What is Apple trading at and how did it do this month?"

// The walk of one question through everything that is real in the demo.
func TestDemoAnswers(t *testing.T) {
	p := startProcess(t, nil)
	http1, http2 := clients(t)
	for _, client := range []*http.Client{http1, http2} {
		s := ask(t, client, p.url(), firstQuestion)
		last, err := s.rest()
		if err != nil {
			t.Fatal(err)
		}
		checkAnswer(t, s, last)
	}
	for _, want := range []string{"synthetic", "simulated"} {
		if !strings.Contains(p.text(), want) {
			t.Errorf("the log does not say %q", want)
		}
	}
}

func checkAnswer(t *testing.T, s *stream, last frame) {
	t.Helper()
	count := make(map[string]int) // events by name, tool events by "name state" too
	var answer strings.Builder
	for _, f := range s.frames {
		count[f.name]++
		switch f.name {
		case "session":
			if f.data["demo"] != true || f.text("mode") != "chat" || f.text("session_id") == "" || f.text("model") == "" {
				t.Errorf("session event: %v", f.data)
			}
		case "tool":
			count[f.text("name")+" "+f.text("state")]++
		case "source":
			if f.text("provider") != "Simulated Yahoo Finance" {
				t.Errorf("a source does not say that it is simulated: %v", f.data)
			}
		case "delta":
			answer.WriteString(f.text("text"))
		}
	}
	if s.frames[0].name != "session" || last.name != "done" || count["session"] != 1 || count["done"] != 1 || count["error"] != 0 {
		t.Errorf("events: %v", s.names())
	}
	for what, least := range map[string]int{
		"status": 1, "quote started": 1, "quote finished": 1, "history started": 1, "history finished": 1, "source": 2, "delta": 10,
	} {
		if count[what] < least {
			t.Errorf("%d of %q, want %d or more; events: %v", count[what], what, least, s.names())
		}
	}
	if text := answer.String(); !strings.Contains(text, "Apple") && !strings.Contains(text, "AAPL") || !regexp.MustCompile(`\d\.\d\d`).MatchString(text) {
		t.Errorf("answer: %s", text)
	}
}

// Every command that the README and the greeting give must work as it stands.
func TestCommandsOfREADMEAndGreeting(t *testing.T) {
	p := startProcess(t, nil)
	base := p.url()
	eventually(t, "the greeting is printed", func() bool { return strings.Contains(p.text(), "OPENAI_BASE_URL or") })
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	greeting, manual := commands(p.text()), commands(strings.ReplaceAll(string(readme), "http://127.0.0.1:8080", base))
	if len(greeting) != 3 {
		t.Errorf("the greeting gives %d commands, want 3", len(greeting))
	}
	first := "curl -N '" + base + "/api/chat/stream?question=What+is+Apple+trading+at+and+how+did+it+do+this+month%3F'"
	if !slices.Contains(greeting, first) || !slices.Contains(manual, first) {
		t.Errorf("greeting and README should both give %s", first)
	}
	for _, command := range slices.Concat(greeting, manual) {
		t.Run(command, func(t *testing.T) { curl(t, command) })
	}
}

// commands are the lines that begin with curl, each with what its backslash
// continues.
func commands(text string) (found []string) {
	text = strings.ReplaceAll(text, "\\\n", " ")
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "curl ") {
			found = append(found, line)
		}
	}
	return found
}

// curl does what the program of that name would, for the flags that the
// documents use, and fails the test unless the answer is a good one.
func curl(t *testing.T, command string) {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	words := shellWords(command)[1:]
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		value := func() (v string) { v, words = words[0], words[1:]; return v }
		switch word {
		case "-N", "-s", "-sS":
		case "-H":
			name, content, _ := strings.Cut(value(), ": ")
			req.Header.Set(name, content)
		case "-X":
			req.Method = value()
		case "-d":
			req.Method, req.Body = http.MethodPost, io.NopCloser(strings.NewReader(value()))
		default:
			if req.URL, err = req.URL.Parse(word); err != nil {
				t.Fatal(err)
			}
		}
	}
	http1, _ := clients(t)
	res, err := http1.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || len(body) == 0 {
		t.Fatalf("%s, %v: %s", res.Status, err, body)
	}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") && !strings.Contains(string(body), "\nevent: done\n") {
		t.Errorf("the stream does not end in done:\n%s", body)
	}
}

// shellWords splits a command at blanks outside of quotes.
func shellWords(command string) (words []string) {
	for _, word := range regexp.MustCompile(`'[^']*'|"[^"]*"|[^\s'"]+`).FindAllString(command, -1) {
		words = append(words, strings.Trim(word, `'"`))
	}
	return words
}
