package fault

import (
	"context"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/scrape"
	"quotewire/internal/session"
	"quotewire/internal/study"
)

// row is one row of the table that turns the errors of the packages
// below into what a client reads. What an operator reads beside it is in hints.
type row struct {
	is           error
	code         Code
	message, fix string
}

// rows is searched from its top: causes that end an answer from outside
// stand before the errors that they bring about.
func rows() []row {
	return []row{
		{ErrShutdown, Shutdown, "the server is shutting down", "ask again in a few seconds"},
		{ErrAnswerTimeout, Timeout, "the answer took too long", "ask a smaller question"},

		{session.ErrBusy, SessionBusy, "session_id: this session is answering another question", "wait for that answer, or leave session_id out to start a new session"},
		{session.ErrUnknown, NotFound, "session_id: there is no such session", "leave session_id out to start a new session; sessions end after an hour without use"},
		{session.ErrFull, Overloaded, "there is no room for another session", "try again later"},

		{answer.ErrUnanswerable, Unanswerable, "the model refuses the question", "ask in another way"},
		{answer.ErrEmpty, ModelMalformed, "the model wrote no answer", "ask again, or in another way"},
		{llm.ErrRateLimited, ModelRateLimited, "the model server limits our rate", "try again later"},
		{llm.ErrUnauthorized, ModelUnauthorized, "the model server refuses our key", "the operator has to set a valid key"},
		{llm.ErrUnknownModel, ModelUnknown, "the model server does not have the model", "the operator has to name a model that it has"},
		{llm.ErrNoTools, ModelNoTools, "the model, as its server runs it, takes no tools, and without them there are no figures", "the operator has to choose a model with tools, or to switch them on at the model server"},
		{llm.ErrNoAPI, ModelNoAPI, "there is no chat API at the address of the model server", "the operator has to correct the address, which mostly ends in /v1"},
		{llm.ErrNoCredit, ModelNoCredit, "the credit at the model server is spent", "the operator has to add credit"},
		{llm.ErrWindow, ModelWindow, "the conversation is larger than the model's context window", "begin a new session or send a smaller page_text; when a short question meets this, the operator has to give the model a larger window"},
		{llm.ErrRefused, ModelRefused, "the model server refuses the request", "try again; when each question meets this, the operator finds the cause in the log by the request id"},
		{llm.ErrMalformed, ModelMalformed, "the model server sent an answer that cannot be read", "try again"},
		{llm.ErrTruncated, ModelTruncated, "the model server broke off its answer", "try again"},
		{llm.ErrIdle, ModelTimeout, "the model server fell silent", "try again"},
		{llm.ErrLoading, ModelUnavailable, "the model server is still loading the model", "try again in a minute"},
		{llm.ErrFailed, ModelUnavailable, "the model server has failed", "try again later"},
		{llm.ErrUnavailable, ModelUnavailable, "the model server cannot be reached", "try again later"},

		{market.ErrUnknownSymbol, NotFound, "symbol: no source of market data that was asked knows it", "look it up with /api/symbols?q="},
		{market.ErrNoData, Unanswerable, "there is no data in that period", "ask for another period or interval"},
		{market.ErrBlocked, MarketBlocked, "no source of market data has an answer, and one refuses our requests for now", "try again later"},
		{market.ErrMalformed, MarketMalformed, "no source of market data has an answer, and one sent what cannot be read", "try again later"},
		{market.ErrBusy, Overloaded, "too many requests for market data are waiting", "wait as long as Retry-After says"},
		{market.ErrUnavailable, MarketUnavailable, "no source of market data has an answer, and one cannot be reached", "try again later"},

		{macro.ErrOff, Unanswerable, "series: it comes from sources alone that this server does not ask", "ask for one that is not off in /api/macro; the operator says which sources are asked"},

		{scrape.ErrURL, InvalidRequest, "url: it is not the address of a web page", "send an absolute http or https URL"},
		{scrape.ErrPart, InvalidRequest, "part: the page does not have so many", "send 1 to the parts that the page's first part tells of"},
		{scrape.ErrForbidden, PageForbidden, "url: it leads to an address that is not open to the outside", "send the address of a public page"},
		{scrape.ErrRobots, PageRefused, "the site asks programs not to read this page", "read another page"},
		{scrape.ErrBlocked, PageRefused, "the site refuses to show the page to us", "read another page, or send its text as page_text"},
		{scrape.ErrNotFound, NotFound, "url: there is no such page", "check the address"},
		{scrape.ErrTooLarge, PageUnreadable, "the page is too large", "read another page"},
		{scrape.ErrUnsupported, PageUnreadable, "the page cannot be read as text", "send the address of a page, a PDF, a feed or a text"},
		{scrape.ErrEmpty, PageUnreadable, "the page has no text", "read another page"},
		{study.ErrBusy, Overloaded, "too many analyses are waiting to be computed", "wait as long as Retry-After says"},
		{scrape.ErrBusy, Overloaded, "too many pages are being read", "try again in a few seconds"},
		{scrape.ErrBrowser, PageUnavailable, "the browser for pages that need JavaScript cannot be used", "read another page"},
		{scrape.ErrReader, PageUnavailable, "the processes that make text of pages do not start", "try again later"},
		{scrape.ErrUnavailable, PageUnavailable, "the page cannot be reached", "try again later"},

		{scrape.ErrClosed, Shutdown, "the server is shutting down", "ask again in a few seconds"},
		{session.ErrClosed, Shutdown, "the server is shutting down", "ask again in a few seconds"},
		{market.ErrClosed, Shutdown, "the server is shutting down", "ask again in a few seconds"},
		{context.DeadlineExceeded, Timeout, "it took too long", "try again"},
	}
}
