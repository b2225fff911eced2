package api

import (
	"net/http"
	"strings"
)

// page welcomes whoever opens the server in a browser or with curl.
func (s *Server) page(x *exchange, _ *http.Request) error {
	var b strings.Builder
	b.WriteString("quotewire answers questions about markets, with its sources, as they are written.\n\n")
	switch {
	case s.opts.Demo && s.opts.SimulatedMarket:
		b.WriteString("DEMO: the model and the market data are simulated on this machine. Every price here is made up.\n\n")
	case s.opts.Demo:
		b.WriteString("DEMO: the model is simulated on this machine, and so is the web that it searches. The market data are not.\n\n")
	}
	b.WriteString(`Ask:
  curl -N '/api/chat/stream?question=What+is+Apple+trading+at%3F'   (with this server's address in front)

  GET POST   /api/chat/stream             an answer as server-sent events
  POST       /api/chat                    an answer as one JSON body
  GET POST   /api/advanced/stream         a researched answer: plan, market data, web pages, sources
  POST       /api/advanced                the same as one JSON body
  POST       /api/runs/{id}/finish        have it written from what is known by now
  GET        /api/models                  what may be asked for
  GET        /api/page?url=               a web page as text
  GET        /api/quotes?symbols=         quotes
  GET        /api/quotes/{symbol}         a quote
  GET        /api/history/{symbol}        its prices over time, as JSON or CSV
  GET        /api/fundamentals/{symbol}   figures, statements, dividends, holders
  GET        /api/options/{symbol}        its options, with Greeks
  GET        /api/news/{symbol}           news about it
  GET        /api/screeners               names of lists such as day_gainers
  GET        /api/screeners/{name}        a list
  GET        /api/symbols?q=              symbols by name
  GET        /api/analysis                what to compute on prices, by words about time
  GET        /api/macro                   published rates and macroeconomic series
  GET        /api/macro/{series}          one of them, as JSON or CSV
  GET DELETE /api/sessions/{id}           what a conversation holds; forget it
  GET        /openapi.yaml                all of this in full
  GET        /healthz /readyz             alive; may take work
`)
	if s.opts.Metrics != nil && !s.opts.MetricsOnAdmin {
		b.WriteString("  GET        /metrics                     for Prometheus\n")
	}
	return x.body(http.StatusOK, "text/plain; charset=utf-8", []byte(b.String()))
}
