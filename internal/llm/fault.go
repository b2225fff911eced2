package llm

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"quotewire/internal/llm/wire"
	"quotewire/internal/outbound"
	"quotewire/internal/plaintext"
)

// fault is what a server says went wrong.
type fault struct {
	message string
	code    string // its code and type, whatever it calls them
	status  int    // an HTTP status named in the object, or 0
}

// faultBody is every spelling met so far: the error as an object, as a text, as
// the whole answer, in a list.
type faultBody struct {
	Object  wire.Loose      `json:"object"`
	Choices json.RawMessage `json:"choices"`
	Error   json.RawMessage `json:"error"`
	Errors  json.RawMessage `json:"errors"`
	Message wire.Loose      `json:"message"`
	Msg     wire.Loose      `json:"msg"`
	Detail  json.RawMessage `json:"detail"`
	Code    json.RawMessage `json:"code"`
	Type    json.RawMessage `json:"type"`
	Status  json.RawMessage `json:"status"`
}

// parseFault reads an error out of a JSON body or a data line. It says false
// when there is none in it.
func parseFault(raw []byte) (fault, bool) {
	raw = first(bytes.TrimSpace(raw))
	var body faultBody
	if err := json.Unmarshal(raw, &body); err != nil && !json.Valid(raw) || !bytes.HasPrefix(raw, []byte("{")) {
		return fault{}, false
	}
	f, inner := body.read(), body.Error
	if !wire.IsSet(inner) {
		inner = body.Errors
	}
	if wire.IsSet(inner) {
		f.merge(inner)
		// Some put an error of nulls beside each chunk.
		return f, body.Choices == nil || f.message != "" || f.code != "" && f.code != "0"
	}
	if body.Object == "error" {
		return f, true
	}
	// A bare {"message":..., "code":...} or {"detail":...}.
	bare := body.Message != "" && f.code != "" && f.code != "0" && f.code != "200" || wire.IsSet(body.Detail)
	return f, bare && body.Choices == nil
}

// eventFault reads the data of an event that is called an error, whatever it holds.
func eventFault(data []byte) fault {
	if f, ok := parseFault(data); ok || f.message != "" || f.code != "" {
		return f
	}
	return fault{message: plain(data)}
}

func (b *faultBody) read() fault {
	f := fault{message: string(cmp.Or(b.Message, b.Msg))}
	if f.message == "" && wire.IsSet(b.Detail) {
		f.message = plain(b.Detail)
	}
	var codes []string
	for _, raw := range []json.RawMessage{b.Code, b.Type, b.Status} {
		if !wire.IsSet(raw) {
			continue
		}
		code := plain(raw)
		if n, err := strconv.Atoi(code); err == nil && n >= 400 && n < 600 {
			f.status = n
		}
		codes = append(codes, code)
	}
	f.code = strings.ToLower(strings.Join(codes, " "))
	return f
}

// merge takes what the value of "error" says over what stands around it.
func (f *fault) merge(raw json.RawMessage) {
	if raw = first(raw); raw[0] != '{' {
		if text := plain(raw); text != "true" {
			f.message = text
		}
		return
	}
	var inner faultBody
	_ = json.Unmarshal(raw, &inner) // valid already; a field of an odd type is left out
	g := inner.read()
	if g.message == "" && wire.IsSet(inner.Error) {
		g.message = plain(inner.Error)
	}
	f.message, f.code, f.status = cmp.Or(g.message, f.message), cmp.Or(g.code, f.code), cmp.Or(g.status, f.status)
}

// first is the first entry of a list, and any other value itself.
func first(raw json.RawMessage) json.RawMessage {
	var list []json.RawMessage
	if bytes.HasPrefix(raw, []byte("[")) && json.Unmarshal(raw, &list) == nil && len(list) > 0 {
		return list[0]
	}
	return raw
}

// plain is a JSON value as a text.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// What servers say when it is not the question that is wrong.
var (
	noSuchModel = regexp.MustCompile(`(?i)model_not_found|deploymentnotfound|model[_ ]not[_ ]exist|\bmodels?\b[^.]{0,120}(?:not found|does not exist|not a valid|unknown)|(?:unknown|invalid) model\b|not a valid model|no model (?:is )?loaded|not found the model|unable to access model|^not_found_error model:|\bmodel\b [^ ]{0,60} (?:is )?not supported`)
	ourFields   = regexp.MustCompile(`(?i)\bparameter\b|stream_options|tool_choice|\brole\b|max_tokens`)
	noTools     = regexp.MustCompile("(?i)does(?: not|n't) support (?:tools?\\b|function|parameters: \\['tools)|support tool use|(?:\\btools?|function calling|tool (?:use|calling|choice))[`'\"]? (?:is |are )?not (?:supported|enabled)|enable-auto-tool-choice|tool-call-parser|requires? --jinja|unsupported param: tools")
	noCredit    = regexp.MustCompile(`(?i)insufficient[_ ](?:quota|balance|credits?|funds)|exceeded your current quota|(?:requires?|add|purchase|out of|not enough) (?:more )?credits?|credit balance|all (?:available )?credits|billing_hard_limit|payment required|arrearage|余额不足`)
	passesBy    = regexp.MustCompile(`(?i)retry (?:in|after)|per (?:minute|day|second)`)
	wrongKey    = regexp.MustCompile(`(?i)(?:incorrect|invalid|expired|missing|bad) api[ _-]?key|api[ _-]?key (?:is )?(?:not valid|invalid|expired|incorrect)|api_key_invalid`)
	tooLong     = regexp.MustCompile(`(?i)context[_ ]length|context[_ ]window|available context size|maximum context|exceed_context|prompt (?:is )?too long|too many tokens|input is too long|num_ctx|n_ctx|reduce the length`)
	noRoute     = regexp.MustCompile(`(?i)^[\s"]*(?:404 page not found|(?:file )?not found|\{"detail":\s*"(?:not found|method not allowed)"\}|cannot post .*)[\s"]*$|unknown request url|invalid url|unexpected endpoint|\bpath \S+ not found|no route|route not found|no static resource`)
	loading     = regexp.MustCompile(`(?i)\bload(?:ing)? (?:the )?model\b|model\b.{0,80} (?:is )?(?:currently |still )?(?:being )?(?:loading|loaded)\b|warming up`)
)

// codeKinds are words in an error's code or type, the telling ones first.
func codeKind(code string) error {
	for _, k := range []struct {
		words string
		kind  error
	}{
		{"rate_limit|ratelimit|quota|too_many_requests|resource_exhausted|throttl", ErrRateLimited},
		{"api_key|authentication|unauthorized|unauthenticated|permission|forbidden", ErrUnauthorized},
		{"overloaded|unavailable|server_error|internal|timeout|api_error|bad_gateway|upstream", ErrUnavailable},
		{"invalid|bad_request|badrequest|context_length|content_filter|content_policy|not_found|unsupported", ErrRefused},
	} {
		for word := range strings.SplitSeq(k.words, "|") {
			if strings.Contains(code, word) {
				return k.kind
			}
		}
	}
	return nil
}

// kind is the sentinel for the fault, given its HTTP status or 0.
func (f fault) kind(status int) error {
	said := f.code + " " + plaintext.Clip(f.message, maxRefusal)
	switch {
	case status == http.StatusPaymentRequired, noCredit.MatchString(said) && !passesBy.MatchString(said):
		return ErrNoCredit
	case strings.Contains(f.code, "model_not_found"):
		return ErrUnknownModel
	case status < 500 && wrongKey.MatchString(said):
		return ErrUnauthorized
	case status == 0 && noRoute.MatchString(f.message):
		return ErrNoAPI
	case status == http.StatusTooManyRequests:
		return ErrRateLimited
	case status >= 500 && status != http.StatusNotImplemented && !tooLong.MatchString(said) && !noTools.MatchString(said):
		return ErrUnavailable
	case noTools.MatchString(said):
		return ErrNoTools
	case (status == 0 || status == http.StatusBadRequest || status == http.StatusNotFound || status == http.StatusUnprocessableEntity) &&
		noSuchModel.MatchString(said) && !ourFields.MatchString(said):
		return ErrUnknownModel
	case tooLong.MatchString(said):
		return ErrWindow
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return ErrUnauthorized
	case status == http.StatusMethodNotAllowed:
		return ErrNoAPI
	case status == http.StatusNotFound && (f.message == "" || outbound.IsPage(f.message) || noRoute.MatchString(f.message)):
		return ErrNoAPI
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusConflict, status >= 500:
		return ErrUnavailable
	case status >= 400:
		return ErrRefused
	}
	return cmp.Or(codeKind(f.code), ErrUnavailable)
}
