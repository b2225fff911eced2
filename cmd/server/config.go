package main

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"

	"quotewire/internal/search/engine"
)

// config is the environment, read once. Each field's tags are the manual of its
// variable: -h and the table in README are made from them.
type config struct {
	OpenAIKey  secret  `env:"OPENAI_API_KEY" about:"key of the model server; many local ones want none" want:"a key"`
	OpenAIBase baseURL `env:"OPENAI_BASE_URL" shown:"OpenAI when a key is set" about:"base URL of an OpenAI-compatible model server (OpenAI, Ollama, vLLM, llama.cpp, OpenRouter, ...)" want:"an http or https URL, such as http://127.0.0.1:11434/v1"`
	Models     list    `env:"QUOTEWIRE_MODEL" shown:"asked of the model server" about:"model to use; of several, comma separated, the first is the default, the next is asked when one fails before it has said anything, and each may be asked for" want:"model names, comma separated"`
	PlanModel  string  `env:"QUOTEWIRE_PLAN_MODEL" shown:"the default model" about:"model that plans an advanced answer and checks it for gaps, when the reader names none" want:"a model name"`
	WriteModel string  `env:"QUOTEWIRE_WRITE_MODEL" shown:"the default model" about:"model that writes an advanced answer, when the reader names none" want:"a model name"`
	Window     count   `env:"QUOTEWIRE_MODEL_CONTEXT" shown:"asked of the model server" about:"tokens of the model's context window, prompt and answer together; what is sent is made to fit it, below 21000 by a shorter prompt and fewer tools" want:"a whole number, 1 or more, such as 4096"`

	Addr      address `env:"QUOTEWIRE_ADDR" envDefault:"127.0.0.1:8080" about:"listen address; one that other machines can reach needs keys, or QUOTEWIRE_OPEN" want:"host:port, such as 127.0.0.1:8080 or [::]:8080"`
	AdminAddr address `env:"QUOTEWIRE_ADMIN_ADDR" about:"a second listener for /metrics, pprof, the last turns and the sources of market data, without keys: keep it private; unset, /metrics is on the main one and there is no pprof" want:"host:port, such as 127.0.0.1:9090"`
	AdminOpen toggle  `env:"QUOTEWIRE_ADMIN_OPEN" envDefault:"false" about:"true: have the second listener on an address that other machines can reach" want:"true or false"`

	Demo        demoMode    `env:"QUOTEWIRE_DEMO" envDefault:"auto" about:"whether the outside world is simulated on loopback, with synthetic prices; auto: when no model server is configured" want:"auto, true or false"`
	YahooURL    baseURL     `env:"QUOTEWIRE_YAHOO_URL" shown:"Yahoo's hosts" about:"one base URL for all requests to Yahoo, cookie and crumb included" want:"an http or https URL, such as http://127.0.0.1:9000"`
	Fingerprint fingerprint `env:"QUOTEWIRE_FINGERPRINT" envDefault:"go" about:"whose TLS hello and User-Agent Yahoo is shown: go is net/http's hello, chrome is for addresses from which Yahoo answers browsers alone; where it refuses the address itself, neither helps" want:"go or chrome"`

	MarketSources sources    `env:"QUOTEWIRE_MARKET_SOURCES" shown:"all that need no key, and those whose key is set, in the order of the kind of instrument; with QUOTEWIRE_YAHOO_URL yahoo alone, unless QUOTEWIRE_SOURCE_URLS names others of market data, or of series" about:"sources of market data and of published series in the order in which they are asked when one fails, comma separated; those that are not named are not asked" want:"some of yahoo, cnbc, nasdaq, cboe, tmx, kraken, coinbase, binance, coingecko, ecb, bankofcanada, tiingo, twelvedata, finnhub, treasury, nyfed and fred, each once, comma separated"`
	SourceURLs    sourceURLs `env:"QUOTEWIRE_SOURCE_URLS" about:"base URLs of sources in place of their own hosts, whose paths are kept, comma separated; one of series is asked where QUOTEWIRE_MARKET_SOURCES names none of series; in the demo the others stay simulated" want:"name=URL pairs, comma separated, such as cboe=http://127.0.0.1:9001,fred=http://127.0.0.1:9002, each name once: those of QUOTEWIRE_MARKET_SOURCES"`
	TiingoKey     secret     `env:"TIINGO_API_KEY" about:"key of Tiingo, whose daily prices are then asked first" want:"a key"`
	TwelveDataKey secret     `env:"TWELVEDATA_API_KEY" about:"key of Twelve Data, which is then asked for shares of the world" want:"a key"`
	FREDKey       secret     `env:"FRED_API_KEY" about:"key of FRED's API, which is then asked in place of the files that its pages offer" want:"a key"`
	FinnhubKey    secret     `env:"FINNHUB_API_KEY" about:"key of Finnhub, which is then asked for quotes in the United States" want:"a key"`

	SearchEngines engines     `env:"QUOTEWIRE_SEARCH_ENGINES" shown:"those that are set up, else duckduckgo" about:"search engines in the order in which they are asked, comma separated" want:"some of searxng, brave, tavily, duckduckgo and openai, comma separated"`
	SearchURL     baseURL     `env:"QUOTEWIRE_SEARCH_URL" about:"base URL of a SearXNG instance, which must have json among its formats" want:"an http or https URL, such as http://127.0.0.1:8888"`
	BraveKey      secret      `env:"BRAVE_API_KEY" about:"key of Brave's search API" want:"a key"`
	TavilyKey     secret      `env:"TAVILY_API_KEY" about:"key of Tavily's search API" want:"a key"`
	AllowNets     networks    `env:"QUOTEWIRE_ALLOW_NETS" about:"private networks that pages may be read from, on any port, comma separated; none by default" want:"addresses or networks, comma separated, such as 10.1.0.0/16"`
	Browser       browserMode `env:"QUOTEWIRE_BROWSER" envDefault:"auto" about:"headless Chromium for pages that need one; auto: when the machine has it" want:"auto, off, or the path of chromium-headless-shell"`
	BrowserDriver string      `env:"PLAYWRIGHT_DRIVER_PATH" shown:"looked for in the usual places" about:"folder that holds playwright-core 1.52.0 as package/" want:"a path"`
	Sandbox       toggle      `env:"QUOTEWIRE_BROWSER_SANDBOX" envDefault:"true" about:"whether Chromium has its sandbox; false for containers that leave it none (as root it never has one)" want:"true or false"`
	UserAgent     string      `env:"QUOTEWIRE_USER_AGENT" shown:"says that it is quotewire" about:"what sites that pages are read from are told of who asks" want:"a text of printable characters"`
	Robots        toggle      `env:"QUOTEWIRE_ROBOTS" envDefault:"true" about:"whether the robots.txt of sites is respected for pages that no reader named" want:"true or false"`

	ResearchTime    period `env:"QUOTEWIRE_RESEARCH_TIME" envDefault:"90s" about:"how long an advanced answer may gather before it is written" want:"a time span of more than 0, such as 90s"`
	ResearchCost    amount `env:"QUOTEWIRE_RESEARCH_COST" about:"what the model may cost while an advanced answer gathers, in the currency of the prices; needs a price" want:"a number above 0, such as 0.05"`
	PromptPrice     amount `env:"QUOTEWIRE_PROMPT_PRICE" about:"price of a million prompt tokens" want:"a number above 0, such as 2.5"`
	CompletionPrice amount `env:"QUOTEWIRE_COMPLETION_PRICE" about:"price of a million completion tokens" want:"a number above 0, such as 10"`

	APIKeys        secrets  `env:"QUOTEWIRE_API_KEYS" about:"bearer keys that clients must send, comma separated" want:"keys without blanks, comma separated"`
	Open           toggle   `env:"QUOTEWIRE_OPEN" envDefault:"false" about:"true: listen where other machines can reach us although no keys are set" want:"true or false"`
	Hosts          names    `env:"QUOTEWIRE_HOSTS" shown:"on a loopback address none, elsewhere addresses, and with keys any name" about:"names that the Host header may hold, beside the listen address, the names of loopback and, where other machines can reach us, addresses, comma separated; a reverse proxy's name belongs here" want:"host names without ports, comma separated, such as quotes.example.com"`
	CORSOrigins    origins  `env:"QUOTEWIRE_CORS_ORIGINS" about:"web origins whose pages may call us, comma separated" want:"origins, comma separated, such as https://app.example.com, or *"`
	TrustedProxies networks `env:"QUOTEWIRE_TRUSTED_PROXIES" about:"networks of reverse proxies whose forwarding headers are believed, comma separated" want:"addresses or networks, comma separated, such as 10.0.0.0/8 or 127.0.0.1"`
	RateLimit      limit    `env:"QUOTEWIRE_RATE_LIMIT" envDefault:"120" about:"requests a minute for each key or client address, large ones counted by their size; 0: no limit" want:"a whole number, 0 or more"`

	MaxStreams          count  `env:"QUOTEWIRE_MAX_STREAMS" envDefault:"1024" about:"open answers; past it 503" want:"a whole number, 1 or more"`
	MaxStreamsPerClient share  `env:"QUOTEWIRE_MAX_STREAMS_PER_CLIENT" envDefault:"half" about:"open answers of one key or client address; past it 503; half: of QUOTEWIRE_MAX_STREAMS, 0: no limit" want:"half, or a whole number, 0 or more"`
	MaxAnswer           period `env:"QUOTEWIRE_MAX_ANSWER" shown:"5m, or 15m with a model server on this machine or its network" about:"wall time of one answer" want:"a time span of more than 0, such as 90s or 5m"`

	FirstByteTimeout period `env:"QUOTEWIRE_LLM_FIRST_BYTE_TIMEOUT" shown:"60s, or 10m with a model server on this machine or its network" about:"silence allowed before the model's first chunk; a local model server may load the model for minutes" want:"a time span of more than 0, such as 60s"`
	IdleTimeout      period `env:"QUOTEWIRE_LLM_IDLE_TIMEOUT" envDefault:"60s" about:"silence allowed between the model's chunks" want:"a time span of more than 0, such as 60s"`

	CacheEntries count  `env:"QUOTEWIRE_CACHE_ENTRIES" envDefault:"50" about:"tickers kept in memory at most" want:"a whole number, 1 or more"`
	CacheBytes   size   `env:"QUOTEWIRE_CACHE_BYTES" envDefault:"64MiB" about:"memory that they may take" want:"a size of more than 0, such as 64MiB, 512KiB or 1GiB"`
	CacheTTL     period `env:"QUOTEWIRE_CACHE_TTL" shown:"15s or 5m" about:"how long a ticker is served before it is asked for again; unset: 15s while its market trades, 5m when it is closed" want:"a time span of more than 0, such as 30s"`

	Data     string   `env:"QUOTEWIRE_DATA" shown:"in memory alone" about:"folder in which the last answers of market data and series outlive a restart, for when their source refuses us; for one process at a time" want:"a path"`
	RedisURL redisURL `env:"QUOTEWIRE_REDIS_URL" about:"Redis or Valkey in which several servers share them, in place of the folder; keys begin with quotewire: and expire" want:"a URL such as redis://:password@127.0.0.1:6379/0, rediss://... or unix:///run/redis.sock"`

	Checks     toggle    `env:"QUOTEWIRE_STARTUP_CHECKS" envDefault:"true" about:"whether the model server, the market data and the browser are tried once after the start, with a line in the log for each" want:"true or false"`
	ModelCheck toggle    `env:"QUOTEWIRE_MODEL_CHECK" envDefault:"true" about:"whether that try has the model write one token with a tool on offer, which costs next to nothing and finds a model without tools; false: it asks only which models there are" want:"true or false"`
	Drain      grace     `env:"QUOTEWIRE_DRAIN" envDefault:"15s" about:"how long open answers may go on after SIGTERM" want:"a time span, such as 15s, or 0s"`
	LogFormat  logFormat `env:"QUOTEWIRE_LOG_FORMAT" envDefault:"text" about:"how the log is written" want:"text or json"`
	LogLevel   logLevel  `env:"QUOTEWIRE_LOG_LEVEL" envDefault:"info" about:"least level that is logged" want:"debug, info, warn or error"`
}

// loadConfig reads the environment, given as os.Environ gives it. Its error
// joins all faults, each naming its variable and what is valid.
func loadConfig(environ []string) (config, error) {
	var c config
	err := env.ParseWithOptions(&c, env.Options{Environment: env.ToMap(environ)})
	faults := parseFaults(err)
	if len(faults) == 0 {
		faults = c.faults() // they would only repeat what could not be read
	}
	return c, errors.Join(faults...)
}

func parseFaults(err error) (faults []error) {
	all, ok := errors.AsType[env.AggregateError](err)
	if !ok {
		if err != nil {
			return []error{err}
		}
		return nil
	}
	for _, one := range all.Errors {
		parse, ok := errors.AsType[env.ParseError](one)
		if !ok {
			faults = append(faults, one)
			continue
		}
		for _, v := range variables() {
			if v.field == parse.Name {
				faults = append(faults, fmt.Errorf("%s is not valid: want %s", v.name, v.want))
			}
		}
	}
	return faults
}

// faults says which values do not go together.
func (c config) faults() (faults []error) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if !c.Addr.loopback() && len(c.APIKeys) == 0 && !bool(c.Open) {
		fault("QUOTEWIRE_ADDR is %s, which other machines can reach, and QUOTEWIRE_API_KEYS is empty: set keys, listen on 127.0.0.1, or set QUOTEWIRE_OPEN=true to let everybody in", c.Addr)
	}
	if c.AdminAddr != "" && !c.AdminAddr.loopback() && !bool(c.AdminOpen) {
		fault("QUOTEWIRE_ADMIN_ADDR is %s, which other machines can reach, and it gives profiles without a key: listen on 127.0.0.1, or set QUOTEWIRE_ADMIN_OPEN=true where only machines of yours reach it", c.AdminAddr)
	}
	if c.AdminAddr != "" && c.AdminAddr == c.Addr && !strings.HasSuffix(string(c.Addr), ":0") {
		fault("QUOTEWIRE_ADMIN_ADDR and QUOTEWIRE_ADDR are both %s: want two addresses", c.Addr)
	}
	if wide, ok := c.TrustedProxies.tooWide(); ok {
		fault("QUOTEWIRE_TRUSTED_PROXIES holds %s, from where everybody could say to be anybody: name the addresses of the proxies alone", wide)
	}
	if c.Demo == "false" && !c.modelServer() {
		fault("QUOTEWIRE_DEMO is false and no model server is configured: set OPENAI_BASE_URL, such as http://127.0.0.1:11434/v1, or OPENAI_API_KEY; for the demo and its synthetic prices set QUOTEWIRE_DEMO=true")
	}
	if c.Data != "" && c.RedisURL != "" {
		fault("QUOTEWIRE_DATA and QUOTEWIRE_REDIS_URL are both set: want one of them")
	}
	if c.ResearchCost > 0 && c.PromptPrice == 0 && c.CompletionPrice == 0 {
		fault("QUOTEWIRE_RESEARCH_COST is set and no price is: set QUOTEWIRE_PROMPT_PRICE and QUOTEWIRE_COMPLETION_PRICE")
	}
	if _, both := c.SourceURLs[yahooName]; both && c.YahooURL != "" {
		fault("QUOTEWIRE_SOURCE_URLS names yahoo and QUOTEWIRE_YAHOO_URL is set: want one of them")
	}
	if len(c.marketSources()) == 0 {
		fault("QUOTEWIRE_MARKET_SOURCES names sources of series alone: add one of market data, such as yahoo")
	}
	for _, k := range sourceKinds() {
		if k.variable != "" && k.key(c) == "" && slices.Contains(c.MarketSources, k.name) {
			fault("QUOTEWIRE_MARKET_SOURCES names %s, which needs %s", k.name, k.variable)
		}
	}
	for _, e := range c.engineSettings() {
		if e.value == "" && slices.Contains(c.SearchEngines, e.engine) {
			fault("QUOTEWIRE_SEARCH_ENGINES names %s, which needs %s", e.engine, e.variable)
		}
	}
	return faults
}

// engineSetting is what a search engine cannot do without.
type engineSetting struct{ engine, variable, value string }

// engineSettings are those of all engines that need one.
func (c config) engineSettings() []engineSetting {
	return []engineSetting{
		{engine.SearXNG, "QUOTEWIRE_SEARCH_URL", string(c.SearchURL)},
		{engine.Brave, "BRAVE_API_KEY", string(c.BraveKey)},
		{engine.Tavily, "TAVILY_API_KEY", string(c.TavilyKey)},
	}
}

// searchEngines are the engines that are named, or else those that are set up. The
// model's is not among the latter: many model servers have no web search.
func (c config) searchEngines() []string {
	if len(c.SearchEngines) > 0 {
		return c.SearchEngines
	}
	var setUp []string
	for _, e := range c.engineSettings() {
		if e.value != "" {
			setUp = append(setUp, e.engine)
		}
	}
	return setUp
}

// modelServer reports whether one is configured.
func (c config) modelServer() bool { return c.OpenAIBase != "" || c.OpenAIKey != "" }

// demo reports whether the outside world is simulated.
func (c config) demo() bool { return c.Demo == "true" || c.Demo == "auto" && !c.modelServer() }

// yahooURL is the base URL of Yahoo, empty for its own hosts.
func (c config) yahooURL() string { return cmp.Or(string(c.YahooURL), c.SourceURLs[yahooName]) }

// simulatedMarket reports whether prices are synthetic: the demo may be given a
// Yahoo to ask.
func (c config) simulatedMarket() bool { return c.demo() && c.yahooURL() == "" }

// variable is one line of the manual.
type variable struct{ field, name, fallback, about, want string }

// variables are the fields of config, in their order.
func variables() []variable {
	var all []variable
	for field := range reflect.TypeFor[config]().Fields() {
		tag := field.Tag
		all = append(all, variable{
			field: field.Name, name: tag.Get("env"), about: tag.Get("about"), want: tag.Get("want"),
			fallback: cmp.Or(tag.Get("envDefault"), tag.Get("shown")),
		})
	}
	return all
}
