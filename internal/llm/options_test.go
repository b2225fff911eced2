package llm

import (
	"strings"
	"testing"
	"time"
)

func TestOptionsAreChecked(t *testing.T) {
	_, err := New(Options{
		BaseURL: "ftp://user:hunter2@host", APIKey: "sk-1\nX: y", ConnectTimeout: -1, FirstByteTimeout: -time.Second,
		IdleTimeout: -1, MaxLine: 5, MaxText: -1, MaxToolCalls: -1, MaxArguments: -1,
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, field := range []string{"BaseURL", "APIKey", "ConnectTimeout", "FirstByteTimeout", "IdleTimeout", "MaxLine", "MaxText", "MaxToolCalls", "MaxArguments"} {
		if !strings.Contains(err.Error(), field) {
			t.Errorf("error does not name %s: %v", field, err)
		}
	}
	if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "sk-1") {
		t.Errorf("error holds a secret: %v", err)
	}
	for _, base := range []string{"host/v1", "http://", "http://h/v1?key=1", "http://h/#a", "http://[::1"} {
		if _, err := New(Options{BaseURL: base}); err == nil {
			t.Errorf("BaseURL %q was taken", base)
		}
	}
}

func TestDefaults(t *testing.T) {
	c, err := New(Options{BaseURL: "http://127.0.0.1:1/v1//"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	o := c.opts
	if o.BaseURL != "http://127.0.0.1:1/v1" || o.ConnectTimeout != 10*time.Second || o.FirstByteTimeout != 10*time.Minute ||
		o.IdleTimeout != time.Minute || o.MaxLine != 1<<20 || o.MaxText != 1<<20 || o.MaxToolCalls != 32 || o.MaxArguments != 64<<10 || o.Retries != 2 {
		t.Errorf("defaults %+v", o)
	}
	if o := (Options{}).withDefaults(); o.BaseURL != openAIURL || o.FirstByteTimeout != time.Minute {
		t.Errorf("base URL %q, first byte within %s; want OpenAI's, a minute", o.BaseURL, o.FirstByteTimeout)
	}
}

func TestOneLine(t *testing.T) {
	c, err := New(Options{APIKey: "my.odd/key"})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"plain":                                     "plain",
		" a\n\tb\r\nc\x00d\u2028e\u202ef ":          "a b c d ef",
		"Incorrect API key my.odd/key.":             "Incorrect API key [redacted].",
		"key sk-proj-abc_DEF-123456 is wrong":       "key [redacted] is wrong",
		"Incorrect: sk-abcd****************wxyz.":   "Incorrect: [redacted]",
		"Authorization: Bearer abc.def":             "Authorization: [redacted]",
		"gsk_aaaaaaaaaaaa and xai-bbbbbbbbbb":       "[redacted] and [redacted]",
		"AIzaSyA1234567890abcdefghijk":              "[redacted]",
		"risk-free and task-oriented desk-lamp":     "risk-free and task-oriented desk-lamp",
		"  <!DOCTYPE html><html>secret host</html>": "an HTML page",
		strings.Repeat("x", maxMessage-1) + "éé":    strings.Repeat("x", maxMessage-1) + "...",
	} {
		if got := c.oneLine(text); got != want {
			t.Errorf("oneLine(%q) = %q; want %q", text, got, want)
		}
	}
	// A key across the cut of a long text leaves no part of itself, even where the
	// text before it shrinks.
	for pad := range 40 {
		text := strings.Repeat(" ", 3*maxMessage) + strings.Repeat("y", maxMessage-pad) + " my.odd/key sk-secretsecretsecret " + strings.Repeat("z", 5000)
		if got := c.oneLine(text); strings.Contains(got, "my.o") || strings.Contains(got, "secret") {
			t.Errorf("oneLine shows a part of a key: %q", got[maxMessage-60:])
		}
	}
}

func FuzzParseFault(f *testing.F) {
	for _, seed := range []string{`{"error":{"message":"a","code":429}}`, `{"error":"a"}`, `[{"error":{}}]`, `{"detail":[{"msg":"a"}]}`,
		`{"object":"error","message":["a"]}`, `{"errors":[{"message":"a"}]}`, `{"error":[`, `{"error":[[]]}`, `[]`, `null`} {
		f.Add([]byte(seed))
	}
	c, err := New(Options{APIKey: "sk-test-0123456789"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		fault, ok := parseFault(raw)
		if !ok {
			fault = eventFault(raw)
		}
		e := c.faultError(fault, 0)
		if e.Kind == nil || strings.ContainsAny(e.Error(), "\r\n") || strings.Contains(e.Error(), "sk-test-0123456789") {
			t.Errorf("fault %q gives error %q", raw, e)
		}
	})
}
