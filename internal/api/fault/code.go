package fault

import (
	"maps"
	"net/http"
	"slices"
)

// Code is the stable name of what went wrong, for programs.
type Code string

// The comments are what README says of the codes that follow, up to the next comment.
const (
	// A field is missing, unknown or wrong; the message names it, `fix` says what is valid.
	InvalidRequest Code = "invalid_request"
	// No bearer key, or a wrong one.
	Unauthorized Code = "unauthorized"
	// A web page of an origin that is not allowed or not told, or a host name that is not ours.
	Forbidden Code = "forbidden"
	// No such route, symbol, session or model.
	NotFound Code = "not_found"
	// The route does not have this method.
	MethodNotAllowed Code = "method_not_allowed"
	// The request's body did not arrive in time.
	RequestTimeout Code = "request_timeout"
	// The session is answering another question.
	SessionBusy Code = "session_busy"
	// The body is over 1 MiB.
	BodyTooLarge Code = "body_too_large"
	// The body is not JSON.
	MediaType Code = "unsupported_media_type"
	// It cannot be served as asked.
	Unanswerable Code = "unanswerable"
	// Too many requests of this key or address; one for several quotes counts as one for each ten symbols
	// begun, an analysis for each ten measures of a symbol.
	RateLimited Code = "rate_limited"
	// A fault of ours.
	Internal Code = "internal"
	// No room for another answer, session, analysis, page or request for market data.
	Overloaded Code = "overloaded"
	// The server is shutting down.
	Shutdown Code = "shutdown"
	// It took too long.
	Timeout Code = "timeout"
	// The model server failed, refused the request, or broke off.
	ModelUnavailable Code = "model_unavailable"
	ModelRefused     Code = "model_refused"
	ModelMalformed   Code = "model_malformed"
	ModelTruncated   Code = "model_truncated"
	// The model server, or how we are set up for it, does not fit: the key, the model's name, a model
	// without tools, the address, spent credit, a context window that is too small. The log names the
	// variable.
	ModelUnauthorized Code = "model_unauthorized"
	ModelUnknown      Code = "model_unknown"
	ModelNoTools      Code = "model_no_tools"
	ModelNoAPI        Code = "model_no_api"
	ModelNoCredit     Code = "model_no_credit"
	ModelWindow       Code = "model_window"
	// The model server limits our rate.
	ModelRateLimited Code = "model_rate_limited"
	// The model server fell silent.
	ModelTimeout Code = "model_timeout"
	// No source of market data has an answer, and one failed.
	MarketUnavailable Code = "market_unavailable"
	MarketMalformed   Code = "market_malformed"
	// No source of market data has an answer, and one refuses our requests for now.
	MarketBlocked Code = "market_blocked"
	// A page leads to an address that is not open to the outside; it is too large, or no text.
	PageForbidden  Code = "page_forbidden"
	PageUnreadable Code = "page_unreadable"
	// A site refuses to show a page, or asks for a proof that no robot reads it; it cannot be reached.
	PageRefused     Code = "page_refused"
	PageUnavailable Code = "page_unavailable"
)

// statuses is every code by the HTTP status of the answer in whose place it is.
func statuses() map[int][]Code {
	return map[int][]Code{
		http.StatusBadRequest:            {InvalidRequest},
		http.StatusUnauthorized:          {Unauthorized},
		http.StatusForbidden:             {Forbidden},
		http.StatusNotFound:              {NotFound},
		http.StatusMethodNotAllowed:      {MethodNotAllowed},
		http.StatusRequestTimeout:        {RequestTimeout},
		http.StatusConflict:              {SessionBusy},
		http.StatusRequestEntityTooLarge: {BodyTooLarge},
		http.StatusUnsupportedMediaType:  {MediaType},
		http.StatusUnprocessableEntity:   {Unanswerable, PageForbidden, PageUnreadable},
		http.StatusTooManyRequests:       {RateLimited},
		http.StatusInternalServerError:   {Internal},
		http.StatusServiceUnavailable:    {Overloaded, Shutdown, ModelRateLimited, MarketBlocked},
		http.StatusGatewayTimeout:        {Timeout, ModelTimeout},
		http.StatusBadGateway: {
			ModelUnavailable, ModelRefused, ModelMalformed, ModelTruncated, ModelUnauthorized,
			ModelUnknown, ModelNoTools, ModelNoAPI, ModelNoCredit, ModelWindow,
			MarketUnavailable, MarketMalformed, PageRefused, PageUnavailable,
		},
	}
}

// Codes are all that there are.
func Codes() []Code { return slices.Concat(slices.Collect(maps.Values(statuses()))...) }

// Status is the HTTP status that c has, 0 when there is no such code.
func (c Code) Status() int {
	for status, codes := range statuses() {
		if slices.Contains(codes, c) {
			return status
		}
	}
	return 0
}
