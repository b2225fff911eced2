package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a variable that is none of ours was meant to be; "": nothing of ours.
func TestNearMisses(t *testing.T) {
	for entry, want := range map[string]string{
		"QUOTEWIRE_MAX_STREAM=5": "QUOTEWIRE_MAX_STREAMS", "QUOTEWIRE_LOGLEVEL=debug": "QUOTEWIRE_LOG_LEVEL", "QUOTEWIRE_PORT=8080": "QUOTEWIRE_ADDR",
		"QUOTWIRE_ADDR=x": "QUOTEWIRE_ADDR", "QUOTE_WIRE_ADDR=x": "QUOTEWIRE_ADDR", "quotewire_addr=x": "QUOTEWIRE_ADDR",

		"OPENAI_API_BASE=x": "OPENAI_BASE_URL", "OPENAI_BASEURL=x": "OPENAI_BASE_URL", "OPENAI_BASE_URI=x": "OPENAI_BASE_URL", "OPENAI_API_BASE_URL=x": "OPENAI_BASE_URL",
		"OPENAI_URL=x": "OPENAI_BASE_URL", "OPENAI_ENDPOINT=x": "OPENAI_BASE_URL", "OPENAI_HOST=x": "OPENAI_BASE_URL", "OPEN_AI_BASE_URL=x": "OPENAI_BASE_URL",
		"OPENIA_BASE_URL=x": "OPENAI_BASE_URL", "openai_base_url=x": "OPENAI_BASE_URL",
		"OPENAI_KEY=x": "OPENAI_API_KEY", "OPENAI_TOKEN=x": "OPENAI_API_KEY", "OPENAI_APIKEY=x": "OPENAI_API_KEY", "OPENAI_API_KEYS=x": "OPENAI_API_KEY",
		"OPENAI_SECRET_KEY=x": "OPENAI_API_KEY", "OPNAI_API_KEY=x": "OPENAI_API_KEY", "OPENAI_API_KYE=x": "OPENAI_API_KEY",
		"OPENAI_MODEL=x": "QUOTEWIRE_MODEL", "OPENAI_MODEL_NAME=x": "QUOTEWIRE_MODEL", "OPENAI_DEFAULT_MODEL=x": "QUOTEWIRE_MODEL",
		"BRAVE_KEY=x": "BRAVE_API_KEY", "BRAVE_SEARCH_API_KEY=x": "BRAVE_API_KEY", "BRAVE_APIKEY=x": "BRAVE_API_KEY",
		"TAVILY_KEY=x": "TAVILY_API_KEY", "TAVILLY_API_KEY=x": "TAVILY_API_KEY", "TAVILY_TOKEN=x": "TAVILY_API_KEY",
		"PLAYWRIGHT_DRIVER=x": "PLAYWRIGHT_DRIVER_PATH", "PLAYWRIGHT_PATH=x": "PLAYWRIGHT_DRIVER_PATH", "PLAYWRIGHT_DRIVERPATH=x": "PLAYWRIGHT_DRIVER_PATH",

		"QUOTEWIRE_ADDR=x": "", "OPENAI_API_KEY=x": "", "BRAVE_API_KEY=x": "", "PATH=/bin": "", "=C:=x": "", "QUOTEWIRES=1": "",
		"OPENAI_API_BASE=": "", "OPENAI_KEY=": "", // passed on and not set
		"OPENAI_LOG=debug": "", "OPENAI_ORG_ID=x": "", "OPENAI_ORGANIZATION=x": "", "OPENAI_PROJECT_ID=x": "", "OPENAI_ADMIN_KEY=x": "", "OPENAI_WEBHOOK_SECRET=x": "",
		"OPENAI_API_TYPE=azure": "", "OPENAI_API_VERSION=1": "", "AZURE_OPENAI_API_KEY=x": "", "AZURE_OPENAI_ENDPOINT=x": "",
		"OLLAMA_HOST=0.0.0.0": "", "OPENROUTER_API_KEY=x": "", "XAI_API_KEY=x": "", "ZAI_API_KEY=x": "", "BRAVE_PATH=x": "", "TAVILY_PROJECT=x": "",
		"PLAYWRIGHT_BROWSERS_PATH=x": "", "PLAYWRIGHT_NODEJS_PATH=x": "", "PLAYWRIGHT_DOWNLOAD_HOST=x": "", "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1": "",
		"HTTPS_PROXY=x": "", "NO_PROXY=x": "", "GOMEMLIMIT=1GiB": "",
		// what Kubernetes sets for a Service called quotewire, or quotewire-admin
		"QUOTEWIRE_SERVICE_HOST=10.0.0.1": "", "QUOTEWIRE_SERVICE_PORT=80": "", "QUOTEWIRE_SERVICE_PORT_HTTP=80": "", "QUOTEWIRE_PORT=tcp://10.0.0.1:80": "",
		"QUOTEWIRE_PORT_80_TCP=tcp://10.0.0.1:80": "", "QUOTEWIRE_PORT_80_TCP_PROTO=tcp": "", "QUOTEWIRE_PORT_80_TCP_PORT=80": "", "QUOTEWIRE_ADMIN_PORT_80_TCP_ADDR=x": "",
	} {
		name, value, _ := strings.Cut(entry, "=")
		if got := meantBy(name, value); got != want {
			t.Errorf("%s was meant to be %q, want %q", entry, got, want)
		}
	}
}

func TestStrays(t *testing.T) {
	const demo = "; no model server is configured, so this is the demo: its answers and prices are made up"
	for _, c := range []struct {
		environ []string
		demo    bool
		want    []string
	}{
		{[]string{"QUOTEWIRE_MAX_STREAM=5", "QUOTEWIRE_ADDR=x", "PATH=/bin", "QUOTEWIRE_LOGLEVEL=debug"}, true, []string{
			"QUOTEWIRE_LOGLEVEL is not a variable of this server; the nearest is QUOTEWIRE_LOG_LEVEL",
			"QUOTEWIRE_MAX_STREAM is not a variable of this server; the nearest is QUOTEWIRE_MAX_STREAMS",
		}},
		{[]string{"OPENAI_KEY=sk-secret", "BRAVE_KEY=b"}, true, []string{
			"BRAVE_KEY is not a variable of this server; the nearest is BRAVE_API_KEY",
			"OPENAI_KEY is not a variable of this server; the nearest is OPENAI_API_KEY" + demo,
		}},
		{[]string{"OPENAI_API_BASE=http://secret/v1"}, false, []string{"OPENAI_API_BASE is not a variable of this server; the nearest is OPENAI_BASE_URL"}},
		{[]string{"QUOTEWIRE_DEMOS=false"}, true, []string{"QUOTEWIRE_DEMOS is not a variable of this server; the nearest is QUOTEWIRE_DEMO" + demo}},
		// whoever sets both means another program by the other name
		{[]string{"OPENAI_API_BASE=http://x/v1", "OPENAI_BASE_URL=http://x/v1", "OPENAI_MODEL=a", "QUOTEWIRE_MODEL=b"}, false, nil},
		{[]string{"OPENAI_API_BASE=http://x/v1", "OPENAI_BASE_URL="}, true, []string{"OPENAI_API_BASE is not a variable of this server; the nearest is OPENAI_BASE_URL" + demo}},
		{[]string{"QUOTEWIRE_LOGLEVEL=debug", "QUOTEWIRE_LOG_LEVEL=info"}, false, []string{"QUOTEWIRE_LOGLEVEL is not a variable of this server; the nearest is QUOTEWIRE_LOG_LEVEL"}},
	} {
		if diff := cmp.Diff(c.want, strays(c.environ, c.demo)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.environ, diff)
		}
	}
}

// The warning of the demo is for who did not ask for it; and who asked for none
// reads which variable was meant beside what is missing.
func TestStraysAreTold(t *testing.T) {
	for _, c := range []struct {
		environ string
		want    string
		demo    bool
	}{
		{"OPENAI_API_BASE=http://secret.example/v1", "OPENAI_API_BASE is not a variable", true},
		{"OPENAI_API_BASE=http://secret.example/v1 QUOTEWIRE_DEMO=true", "OPENAI_API_BASE is not a variable", false},
		{"OPENAI_API_BASE=http://secret.example/v1 QUOTEWIRE_DEMO=false", "the nearest is OPENAI_BASE_URL", false},
		{"OPENAI_MODEL=secret OPENAI_API_KEY=k QUOTEWIRE_STARTUP_CHECKS=false", "the nearest is QUOTEWIRE_MODEL", false},
	} {
		ctx, stop := context.WithCancel(t.Context())
		stop() // the server starts, tells and ends
		var log bytes.Buffer
		err := run(ctx, nil, append(strings.Fields(c.environ), "QUOTEWIRE_ADDR=127.0.0.1:0"), stdio{strings.NewReader(""), &log, &log})
		text := log.String()
		if err != nil {
			text += err.Error()
		}
		if !strings.Contains(text, c.want) || strings.Contains(text, "so this is the demo") != c.demo || strings.Contains(text, "secret") {
			t.Errorf("%s: the server says:\n%s", c.environ, text)
		}
	}
}

func TestDistance(t *testing.T) {
	for pair, want := range map[[2]string]int{
		{"", ""}: 0, {"a", ""}: 1, {"", "ab"}: 2, {"kitten", "sitting"}: 3, {"abc", "abc"}: 0, {"ab", "ba"}: 2,
	} {
		if got := distance(pair[0], pair[1]); got != want {
			t.Errorf("distance(%q, %q) = %d, want %d", pair[0], pair[1], got, want)
		}
	}
}
