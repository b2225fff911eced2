package fault

import (
	"errors"

	"quotewire/internal/llm"
	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/scrape"
)

// hint is one row of what an operator may change about an error: the half of row
// that no client sees. It names the variables.
type hint struct {
	is   error
	text string
}

// hints is searched from its top.
func hints() []hint {
	return []hint{
		{ErrAnswerTimeout, "QUOTEWIRE_MAX_ANSWER is how long an answer may take"},

		{llm.ErrUnauthorized, "the model server refuses the key: see OPENAI_API_KEY, and OPENAI_BASE_URL, whose server it has to be for"},
		{llm.ErrUnknownModel, "QUOTEWIRE_MODEL names a model that the server does not have: its /v1/models lists those that it has, and Ollama pulls others"},
		{llm.ErrNoTools, "the model takes no tools as the server runs it: choose another in QUOTEWIRE_MODEL, or switch them on there (vLLM: --enable-auto-tool-choice and --tool-call-parser; llama.cpp: --jinja)"},
		{llm.ErrNoAPI, "there is no chat API at OPENAI_BASE_URL, which mostly ends in /v1; a server that does not list its models at /models needs their name in QUOTEWIRE_MODEL"},
		{llm.ErrNoCredit, "the account of OPENAI_API_KEY has no credit left"},
		{llm.ErrWindow, "the model's window is too small for what it is sent: give it a larger one at its server (Ollama: OLLAMA_CONTEXT_LENGTH), or say its size in QUOTEWIRE_MODEL_CONTEXT"},
		{llm.ErrRateLimited, "the model server limits the account of OPENAI_API_KEY; QUOTEWIRE_MODEL may name another model to be asked then"},
		{llm.ErrRefused, "the model server refuses what it is sent: see OPENAI_BASE_URL and QUOTEWIRE_MODEL, and its own log; what it says may repeat the question and is not logged, unless the check after a start meets it too"},
		{llm.ErrIdle, "the model server says nothing: QUOTEWIRE_LLM_FIRST_BYTE_TIMEOUT and QUOTEWIRE_LLM_IDLE_TIMEOUT are how long it is waited for"},
		{llm.ErrMalformed, "what answers at OPENAI_BASE_URL does not speak OpenAI's chat API"},
		{llm.ErrTruncated, "the model server, or a proxy before it, breaks off: see its log; QUOTEWIRE_MODEL may name another model to be asked"},
		{llm.ErrLoading, "the model server is loading the model: QUOTEWIRE_LLM_FIRST_BYTE_TIMEOUT is how long that is waited for"},
		{llm.ErrFailed, "the model server was reached and failed: see its own log; QUOTEWIRE_MODEL may name another model to be asked then"},
		{llm.ErrUnavailable, "the model server cannot be reached: see OPENAI_BASE_URL, HTTPS_PROXY and NO_PROXY"},

		{market.ErrBlocked, "a source of market data refuses the address that we ask from, for minutes or hours, or its key: QUOTEWIRE_MARKET_SOURCES says which others are asked in its place, HTTPS_PROXY leads by way of another address, QUOTEWIRE_YAHOO_URL and QUOTEWIRE_SOURCE_URLS to a mirror; `quotewire probe` asks each source by itself"},
		{market.ErrMalformed, "what answers is not the source of market data as we know it: see QUOTEWIRE_YAHOO_URL, QUOTEWIRE_SOURCE_URLS and HTTPS_PROXY; `quotewire probe` asks each source by itself"},
		{market.ErrBusy, "QUOTEWIRE_RATE_LIMIT bounds what each client asks for, quotewire_upstream_wait_seconds says how long requests to a source wait"},
		{market.ErrUnavailable, "a source of market data cannot be reached from here: see QUOTEWIRE_YAHOO_URL, QUOTEWIRE_SOURCE_URLS, HTTPS_PROXY and NO_PROXY; `quotewire probe` asks each source by itself"},

		{macro.ErrOff, "QUOTEWIRE_MARKET_SOURCES says which sources are asked, those of series too: treasury, nyfed, fred and ecb; with QUOTEWIRE_YAHOO_URL alone none of them is"},

		{scrape.ErrBrowser, "see QUOTEWIRE_BROWSER, PLAYWRIGHT_DRIVER_PATH and QUOTEWIRE_BROWSER_SANDBOX"},
		{scrape.ErrForbidden, "QUOTEWIRE_ALLOW_NETS opens networks to pages"},
		{scrape.ErrRobots, "QUOTEWIRE_ROBOTS says whether robots.txt is respected"},
		{scrape.ErrBlocked, "QUOTEWIRE_USER_AGENT is what sites are told of who asks"},
	}
}

// Hint is what an operator may change about err, empty when nothing is known.
func Hint(err error) string {
	for _, row := range hints() {
		if errors.Is(err, row.is) {
			return row.text
		}
	}
	return ""
}
