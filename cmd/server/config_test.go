package main

import (
	"fmt"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestConfigDefaults(t *testing.T) {
	got, err := loadConfig(nil)
	if err != nil {
		t.Fatal(err)
	}
	want := config{
		Addr: "127.0.0.1:8080", Demo: "auto", RateLimit: 120,
		MaxStreams: 1024, MaxStreamsPerClient: half, IdleTimeout: period(time.Minute),
		CacheEntries: 50, CacheBytes: 64 << 20, Fingerprint: "go",
		Browser: "auto", Sandbox: true, Robots: true, ResearchTime: period(90 * time.Second), Checks: true, ModelCheck: true,
		Drain: grace(15 * time.Second), LogFormat: "text", LogLevel: "info",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !got.demo() {
		t.Error("no model server is configured and this is not the demo")
	}
}

// A model server of one's own may load its model for minutes.
func TestLongestAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		environ []string
		loads   bool
		want    time.Duration
	}{
		"a server of the internet": {[]string{"OPENAI_API_KEY=k"}, false, 5 * time.Minute},
		"one of our own":           {[]string{"OPENAI_BASE_URL=http://127.0.0.1:11434/v1"}, true, 15 * time.Minute},
		"as it is set":             {[]string{"OPENAI_BASE_URL=http://127.0.0.1:11434/v1", "QUOTEWIRE_MAX_ANSWER=1m"}, true, time.Minute},
		"the demo":                 {nil, true, 5 * time.Minute},
	} {
		cfg, err := loadConfig(c.environ)
		if err != nil {
			t.Fatal(err)
		}
		if got := cfg.maxAnswer(c.loads); got != c.want {
			t.Errorf("%s: %s; want %s", name, got, c.want)
		}
	}
}

func TestConfigReadsEveryVariable(t *testing.T) {
	environ := []string{
		"OPENAI_API_KEY=sk-1", "OPENAI_BASE_URL=http://127.0.0.1:11434/v1/", "QUOTEWIRE_MODEL= a , b,,",
		"QUOTEWIRE_ADDR=[::]:80", "QUOTEWIRE_ADMIN_ADDR=localhost:9090", "QUOTEWIRE_ADMIN_OPEN=true", "QUOTEWIRE_DEMO=FALSE",
		"QUOTEWIRE_MARKET_SOURCES= Yahoo ,", "QUOTEWIRE_SOURCE_URLS=fred=http://127.0.0.1:9002/, ECB=https://ecb.example", "TIINGO_API_KEY=ti", "TWELVEDATA_API_KEY=tw", "FRED_API_KEY=fr", "FINNHUB_API_KEY=fi",
		"QUOTEWIRE_YAHOO_URL=https://yahoo.example", "QUOTEWIRE_FINGERPRINT=Chrome", "QUOTEWIRE_API_KEYS=k1,k2", "QUOTEWIRE_OPEN=true",
		"QUOTEWIRE_HOSTS=quotes.example.com", "QUOTEWIRE_CORS_ORIGINS=https://a.example, http://b.example:3000",
		"QUOTEWIRE_TRUSTED_PROXIES=10.0.0.0/8,::1", "QUOTEWIRE_RATE_LIMIT=0",
		"QUOTEWIRE_MAX_STREAMS=7", "QUOTEWIRE_MAX_STREAMS_PER_CLIENT=3", "QUOTEWIRE_MAX_ANSWER=90s",
		"QUOTEWIRE_LLM_FIRST_BYTE_TIMEOUT=1s", "QUOTEWIRE_LLM_IDLE_TIMEOUT=2s",
		"QUOTEWIRE_CACHE_ENTRIES=9", "QUOTEWIRE_CACHE_BYTES=2 MiB", "QUOTEWIRE_CACHE_TTL=3s", "QUOTEWIRE_DATA=/var/lib/quotewire",
		"QUOTEWIRE_SEARCH_ENGINES=Brave, searxng", "QUOTEWIRE_SEARCH_URL=http://127.0.0.1:8888/", "BRAVE_API_KEY=b", "TAVILY_API_KEY=t",
		"QUOTEWIRE_ALLOW_NETS=10.1.0.0/16", "QUOTEWIRE_BROWSER=/opt/chromium", "PLAYWRIGHT_DRIVER_PATH=/opt/driver", "QUOTEWIRE_ROBOTS=false",
		"QUOTEWIRE_BROWSER_SANDBOX=false", "QUOTEWIRE_USER_AGENT=Mine/1.0",
		"QUOTEWIRE_RESEARCH_TIME=20s", "QUOTEWIRE_RESEARCH_COST=0.05", "QUOTEWIRE_PROMPT_PRICE=2.5", "QUOTEWIRE_COMPLETION_PRICE=10",
		"QUOTEWIRE_MODEL_CONTEXT=8192", "QUOTEWIRE_PLAN_MODEL=p", "QUOTEWIRE_WRITE_MODEL=w", "QUOTEWIRE_MODEL_CHECK=false",
		"QUOTEWIRE_STARTUP_CHECKS=false", "QUOTEWIRE_DRAIN=0s", "QUOTEWIRE_LOG_FORMAT=json", "QUOTEWIRE_LOG_LEVEL=Warn", "HOME=/root",
	}
	got, err := loadConfig(environ)
	if err != nil {
		t.Fatal(err)
	}
	want := config{
		OpenAIKey: "sk-1", OpenAIBase: "http://127.0.0.1:11434/v1", Models: list{"a", "b"}, Window: 8192, PlanModel: "p", WriteModel: "w",
		Addr: "[::]:80", AdminAddr: "localhost:9090", AdminOpen: true, Demo: "false",
		MarketSources: sources{"yahoo"}, SourceURLs: sourceURLs{"fred": "http://127.0.0.1:9002", "ecb": "https://ecb.example"}, TiingoKey: "ti", TwelveDataKey: "tw", FREDKey: "fr", FinnhubKey: "fi",
		YahooURL: "https://yahoo.example", Fingerprint: "chrome", APIKeys: secrets{"k1", "k2"}, Open: true,
		Hosts: names{"quotes.example.com"}, CORSOrigins: origins{"https://a.example", "http://b.example:3000"},
		TrustedProxies: networks{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")},
		MaxStreams:     7, MaxStreamsPerClient: 3, MaxAnswer: period(90 * time.Second),
		FirstByteTimeout: period(time.Second), IdleTimeout: period(2 * time.Second),
		CacheEntries: 9, CacheBytes: 2 << 20, CacheTTL: period(3 * time.Second), Data: "/var/lib/quotewire",
		SearchEngines: engines{"brave", "searxng"}, SearchURL: "http://127.0.0.1:8888", BraveKey: "b", TavilyKey: "t",
		AllowNets: networks{netip.MustParsePrefix("10.1.0.0/16")}, Browser: "/opt/chromium", BrowserDriver: "/opt/driver", UserAgent: "Mine/1.0",
		ResearchTime: period(20 * time.Second), ResearchCost: 0.05, PromptPrice: 2.5, CompletionPrice: 10,
		LogFormat: "json", LogLevel: "warn",
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.demo() {
		t.Error("a model server is configured and this is the demo")
	}
	shared := "QUOTEWIRE_REDIS_URL= redis://:k@h " // not beside QUOTEWIRE_DATA
	if got, err := loadConfig([]string{shared}); err != nil || got.RedisURL != "redis://:k@h" || fmt.Sprintf("%v %v", got.RedisURL, got.RedisURL.LogValue()) != "[set] [set]" {
		t.Errorf("%+v, %v", got, err)
	}
	environ = append(environ, shared)
	for _, v := range variables() {
		if !strings.Contains(strings.Join(environ, "\n"), v.name+"=") {
			t.Errorf("%s is not read here", v.name)
		}
	}
}

// Each value alone must be refused with an error that names its variable and
// says what is valid, and never quotes it: it may be a key in the wrong place.
func TestConfigRefuses(t *testing.T) {
	tests := map[string][]string{
		"OPENAI_BASE_URL":                  {"localhost:11434", "ftp://x/v1", "http://", "http://u:p@x/v1", "http://x/?a=1", "http://x/#a", "%zz"},
		"QUOTEWIRE_MODEL_CONTEXT":          {"0", "-1", "4k"},
		"QUOTEWIRE_ADDR":                   {"8080", "127.0.0.1", "127.0.0.1:http", "127.0.0.1:70000", "127.0.0.1:", "::1:80"},
		"QUOTEWIRE_ADMIN_ADDR":             {"9090", "x:-1"},
		"QUOTEWIRE_ADMIN_OPEN":             {"private"},
		"QUOTEWIRE_DEMO":                   {"maybe", "1"},
		"QUOTEWIRE_YAHOO_URL":              {"yahoo"},
		"QUOTEWIRE_MARKET_SOURCES":         {"google", "yahoo,yahoo", "yahoo cnbc", "yahoo,edgar", "yahoo,fred,fred"},
		"QUOTEWIRE_SOURCE_URLS":            {"http://127.0.0.1:1", "google=http://127.0.0.1:1", "fred=127.0.0.1:1", "fred=", "fred=http://a,fred=http://b", "fred=http://u:p@a"},
		"QUOTEWIRE_FINGERPRINT":            {"firefox", "true", "chrome133"},
		"QUOTEWIRE_API_KEYS":               {"a b"},
		"QUOTEWIRE_OPEN":                   {"yes"},
		"QUOTEWIRE_HOSTS":                  {"https://quotes.example.com", "quotes.example.com:8080", "quotes.example.com/", "*", "*.example.com", "a b", "a..b", "köln.example", "[::1]:8080", "127.0.0.1:80"},
		"QUOTEWIRE_CORS_ORIGINS":           {"app.example.com", "https://a.example/", "https://a.example/x", "*,https://a.example", "null", "file:///", "https://*.example"},
		"QUOTEWIRE_TRUSTED_PROXIES":        {"10.0.0.0/33", "proxy", "10.0.0", "fe80::1%eth0", "fe80::%eth0/64", "::ffff:10.0.0.1/95"},
		"QUOTEWIRE_RATE_LIMIT":             {"-1", "1.5", "many"},
		"QUOTEWIRE_MAX_STREAMS":            {"0", "-1", "9999999999", "1k"},
		"QUOTEWIRE_MAX_STREAMS_PER_CLIENT": {"-1", "1/2", "none"},
		"QUOTEWIRE_MAX_ANSWER":             {"0s", "-1s", "5", "5 minutes"},
		"QUOTEWIRE_LLM_FIRST_BYTE_TIMEOUT": {"0", "soon"},
		"QUOTEWIRE_LLM_IDLE_TIMEOUT":       {"0", "-3m"},
		"QUOTEWIRE_CACHE_ENTRIES":          {"0", "x"},
		"QUOTEWIRE_CACHE_BYTES":            {"0", "0MiB", "64MB", "1.5GiB", "-1", "MiB", "99999999999GiB"},
		"QUOTEWIRE_CACHE_TTL":              {"0s", "1"},
		"QUOTEWIRE_REDIS_URL":              {"127.0.0.1:6379", "http://127.0.0.1:6379", "redis://:key@h/x", "redis://:key%zz@h", "unix://"},
		"QUOTEWIRE_SEARCH_ENGINES":         {"google", "brave,bing"},
		"QUOTEWIRE_SEARCH_URL":             {"searx"},
		"QUOTEWIRE_ALLOW_NETS":             {"10.0.0.0/33", "intranet", "fe80::1%1", "::ffff:0:0/90"},
		"QUOTEWIRE_BROWSER":                {"chromium", "true"},
		"QUOTEWIRE_ROBOTS":                 {"maybe"},
		"QUOTEWIRE_BROWSER_SANDBOX":        {"root"},
		"QUOTEWIRE_RESEARCH_TIME":          {"0", "90"},
		"QUOTEWIRE_RESEARCH_COST":          {"0", "-1", "free", "NaN", "Inf"},
		"QUOTEWIRE_PROMPT_PRICE":           {"0", "x"},
		"QUOTEWIRE_COMPLETION_PRICE":       {"-2", "x"},
		"QUOTEWIRE_STARTUP_CHECKS":         {"once"},
		"QUOTEWIRE_MODEL_CHECK":            {"often"},
		"QUOTEWIRE_DRAIN":                  {"-1s", "15"},
		"QUOTEWIRE_LOG_FORMAT":             {"xml"},
		"QUOTEWIRE_LOG_LEVEL":              {"loud", "info+2"},
	}
	for name, values := range tests {
		for _, value := range values {
			t.Run(name+"="+value, func(t *testing.T) {
				_, err := loadConfig([]string{name + "=" + value})
				if err == nil {
					t.Fatal("accepted")
				}
				for _, v := range variables() {
					if v.name == name && err.Error() != fmt.Sprintf("%s is not valid: want %s", name, v.want) {
						t.Errorf("error %q", err)
					}
				}
			})
		}
	}
	free := []string{"OPENAI_API_KEY", "QUOTEWIRE_MODEL", "QUOTEWIRE_PLAN_MODEL", "QUOTEWIRE_WRITE_MODEL", "BRAVE_API_KEY", "TAVILY_API_KEY", "TIINGO_API_KEY", "TWELVEDATA_API_KEY", "FRED_API_KEY", "FINNHUB_API_KEY", "PLAYWRIGHT_DRIVER_PATH", "QUOTEWIRE_USER_AGENT", "QUOTEWIRE_DATA"} // any text will do
	for _, v := range variables() {
		if _, ok := tests[v.name]; !ok && !strings.Contains(strings.Join(free, " "), v.name) {
			t.Errorf("no fault of %s is tried", v.name)
		}
		if v.about == "" || v.want == "" {
			t.Errorf("%s lacks its manual", v.name)
		}
	}
}

func TestConfigTellsAllFaultsAtOnce(t *testing.T) {
	_, err := loadConfig([]string{"QUOTEWIRE_DRAIN=x", "QUOTEWIRE_CACHE_BYTES=x", "QUOTEWIRE_LOG_LEVEL=x"})
	want := `QUOTEWIRE_CACHE_BYTES is not valid: want a size of more than 0, such as 64MiB, 512KiB or 1GiB
QUOTEWIRE_DRAIN is not valid: want a time span, such as 15s, or 0s
QUOTEWIRE_LOG_LEVEL is not valid: want debug, info, warn or error`
	if err == nil || err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
}

func TestConfigThatDoesNotGoTogether(t *testing.T) {
	tests := []struct {
		environ []string
		want    string // part of the error; empty: none
	}{
		{[]string{"QUOTEWIRE_ADDR=0.0.0.0:8080"}, "QUOTEWIRE_ADDR is 0.0.0.0:8080, which other machines can reach, and QUOTEWIRE_API_KEYS is empty"},
		{[]string{"QUOTEWIRE_ADDR=:8080"}, "QUOTEWIRE_ADDR is :8080"},
		{[]string{"QUOTEWIRE_ADDR=[::]:8080"}, "QUOTEWIRE_OPEN=true"},
		{[]string{"QUOTEWIRE_ADDR=quotes.example.com:8080"}, "QUOTEWIRE_API_KEYS"},
		{[]string{"QUOTEWIRE_ADDR=0.0.0.0:8080", "QUOTEWIRE_API_KEYS= , "}, "QUOTEWIRE_API_KEYS is empty"},
		{[]string{"QUOTEWIRE_ADDR=0.0.0.0:8080", "QUOTEWIRE_API_KEYS=k"}, ""},
		{[]string{"QUOTEWIRE_ADDR=0.0.0.0:8080", "QUOTEWIRE_OPEN=true"}, ""},
		{[]string{"QUOTEWIRE_ADDR=localhost:8080"}, ""},
		{[]string{"QUOTEWIRE_ADDR=127.8.9.1:8080"}, ""},
		{[]string{"QUOTEWIRE_ADDR=[::1]:8080"}, ""},
		{[]string{"QUOTEWIRE_ADMIN_ADDR=127.0.0.1:8080"}, "QUOTEWIRE_ADMIN_ADDR and QUOTEWIRE_ADDR are both 127.0.0.1:8080"},
		{[]string{"QUOTEWIRE_ADDR=127.0.0.1:0", "QUOTEWIRE_ADMIN_ADDR=127.0.0.1:0"}, ""},
		{[]string{"QUOTEWIRE_ADMIN_ADDR=0.0.0.0:9090"}, "QUOTEWIRE_ADMIN_ADDR is 0.0.0.0:9090, which other machines can reach"},
		{[]string{"QUOTEWIRE_ADMIN_ADDR=:9090", "QUOTEWIRE_API_KEYS=k", "QUOTEWIRE_OPEN=true"}, "QUOTEWIRE_ADMIN_OPEN=true"},
		{[]string{"QUOTEWIRE_ADMIN_ADDR=[::]:9090"}, "QUOTEWIRE_ADMIN_OPEN=true"},
		{[]string{"QUOTEWIRE_ADMIN_ADDR=quotewire:9090"}, "QUOTEWIRE_ADMIN_OPEN=true"},
		{[]string{"QUOTEWIRE_ADMIN_ADDR=[::ffff:10.0.0.1]:9090"}, "QUOTEWIRE_ADMIN_OPEN=true"},
		{[]string{"QUOTEWIRE_ADMIN_ADDR=0.0.0.0:9090", "QUOTEWIRE_ADMIN_OPEN=true"}, ""},
		{[]string{"QUOTEWIRE_ADMIN_ADDR=[::ffff:127.0.0.1]:9090"}, ""},
		{[]string{"QUOTEWIRE_TRUSTED_PROXIES=0.0.0.0/0"}, "QUOTEWIRE_TRUSTED_PROXIES holds 0.0.0.0/0"},
		{[]string{"QUOTEWIRE_TRUSTED_PROXIES=10.0.0.0/8,::/0"}, "QUOTEWIRE_TRUSTED_PROXIES holds ::/0"},
		{[]string{"QUOTEWIRE_TRUSTED_PROXIES=0.0.0.0/1,128.0.0.0/1"}, "QUOTEWIRE_TRUSTED_PROXIES holds 0.0.0.0/1"},
		{[]string{"QUOTEWIRE_TRUSTED_PROXIES=2000::/3"}, "QUOTEWIRE_TRUSTED_PROXIES holds 2000::/3"},
		{[]string{"QUOTEWIRE_TRUSTED_PROXIES=::ffff:0:0/96"}, "QUOTEWIRE_TRUSTED_PROXIES holds 0.0.0.0/0"},
		{[]string{"QUOTEWIRE_TRUSTED_PROXIES=10.0.0.0/8,fc00::/7"}, ""},
		{[]string{"QUOTEWIRE_HOSTS=quotes.example.com,Intranet,quotes.example.,10.1.2.3,::1,[fd00::1],xn--kln-sna.example,my_host-2"}, ""},
		{[]string{"QUOTEWIRE_ALLOW_NETS=0.0.0.0/0"}, ""},
		{[]string{"QUOTEWIRE_DEMO=false"}, "set OPENAI_BASE_URL"},
		{[]string{"QUOTEWIRE_SEARCH_ENGINES=searxng,duckduckgo"}, "names searxng, which needs QUOTEWIRE_SEARCH_URL"},
		{[]string{"QUOTEWIRE_SEARCH_ENGINES=brave,tavily", "BRAVE_API_KEY=b"}, "names tavily, which needs TAVILY_API_KEY"},
		{[]string{"QUOTEWIRE_DATA=/d", "QUOTEWIRE_REDIS_URL=redis://h"}, "QUOTEWIRE_DATA and QUOTEWIRE_REDIS_URL are both set"},
		{[]string{"QUOTEWIRE_REDIS_URL=rediss://u:p@h:1/2"}, ""},
		{[]string{"QUOTEWIRE_RESEARCH_COST=1"}, "set QUOTEWIRE_PROMPT_PRICE"},
		{[]string{"QUOTEWIRE_RESEARCH_COST=1", "QUOTEWIRE_PROMPT_PRICE=2"}, ""},
		{[]string{"QUOTEWIRE_MARKET_SOURCES=treasury,fred"}, "QUOTEWIRE_MARKET_SOURCES names sources of series alone"},
		{[]string{"QUOTEWIRE_MARKET_SOURCES=ecb,Treasury,nyfed,fred"}, ""},
		{[]string{"QUOTEWIRE_DEMO=false", "OPENAI_API_KEY=k"}, ""},
		{[]string{"QUOTEWIRE_DEMO=true", "OPENAI_API_KEY=k"}, ""},
		{[]string{"QUOTEWIRE_DEMO=", "QUOTEWIRE_MAX_STREAMS=", "QUOTEWIRE_CACHE_TTL="}, ""}, // empty is unset
	}
	for _, tt := range tests {
		_, err := loadConfig(tt.environ)
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%v: %v", tt.environ, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%v: error %v, want it to hold %q", tt.environ, err, tt.want)
		}
	}
}

func TestDemo(t *testing.T) {
	for environ, want := range map[string]bool{
		"":                                     true,
		"OPENAI_API_KEY=k":                     false,
		"OPENAI_BASE_URL=http://x/v1":          false,
		"QUOTEWIRE_DEMO=true OPENAI_API_KEY=k": true,
		"QUOTEWIRE_DEMO=auto OPENAI_API_KEY=k": false,
	} {
		c, err := loadConfig(strings.Fields(environ))
		if err != nil || c.demo() != want {
			t.Errorf("%q: demo %t, %v; want %t", environ, c.demo(), err, want)
		}
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	c, err := loadConfig([]string{"OPENAI_API_KEY=sk-hidden", "QUOTEWIRE_API_KEYS=hidden-1,hidden-2"})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	newLogger(c, &out).Info("config", "key", c.OpenAIKey, "keys", c.APIKeys)
	if shown := fmt.Sprintf("%v %+v %s %s", c, c, c.OpenAIKey, c.APIKeys) + out.String(); strings.Contains(shown, "hidden") {
		t.Errorf("shown: %s", shown)
	}
}

// The README's table is the manual: it must say what the code does.
func TestREADMEHoldsTheVariables(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if table := configTable(); !strings.Contains(string(readme), "\n"+table+"\n") {
		t.Errorf("README.md does not hold this table of the variables:\n%s", table)
	}
}

// configTable is the table of variables as Markdown.
func configTable() string {
	var text strings.Builder
	text.WriteString("| variable | default | what |\n|---|---|---|\n")
	for _, v := range variables() {
		fmt.Fprintf(&text, "| `%s` | %s | %s |\n", v.name, v.fallback, v.about)
	}
	return text.String()
}
