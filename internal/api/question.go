package api

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"quotewire/internal/answer"
	"quotewire/internal/api/fault"
)

// What a question may hold. The numbers are part of openapi.yaml.
const (
	maxQuestion      = 8000 // characters
	maxSessionID     = 128
	maxURL           = 2048
	maxPageText      = 512 << 10 // bytes
	maxPreferredURLs = 10
	maxSearchDomains = 20
	maxDomain        = 253
)

var (
	sessionIDPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
	hostPattern      = regexp.MustCompile(`^[^\s,/\\?#@<>"]+$`)
	domainPattern    = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)
)

// question is a question that may be asked.
type question struct {
	turn      answer.Turn
	sessionID string // empty: a new session
	// unasked is why the answer fails before it is asked for: the models to check
	// the reader's choice against could not be had.
	unasked error
}

// answer has by answer the question.
func (q *question) answer(ctx context.Context, by answerer) iter.Seq2[answer.Event, error] {
	if q.unasked != nil {
		return func(yield func(answer.Event, error) bool) { yield(nil, q.unasked) }
	}
	return by.Answer(ctx, q.turn)
}

// decode reads and validates a question.
func (s *Server) decode(x *exchange, r *http.Request) (*question, error) {
	f, err := s.readFields(x, r)
	if err != nil {
		return nil, err
	}
	return s.validate(r.Context(), f)
}

func (s *Server) validate(ctx context.Context, f fields) (*question, error) {
	if err := f.checkTexts(); err != nil {
		return nil, err
	}
	if err := f.checkLists(); err != nil {
		return nil, err
	}
	zone, err := s.zones.Load(fieldTimezone, f.timezone)
	if err != nil {
		return nil, err
	}
	unasked := s.checkModel(ctx, f.model)
	if wrong, ok := errors.AsType[*fault.Fault](unasked); ok {
		return nil, wrong
	}
	return &question{
		sessionID: f.sessionID,
		unasked:   unasked,
		turn: answer.Turn{
			Question: f.question, Model: f.model, Location: zone,
			CurrentURL: f.currentURL, PageText: f.pageText,
			PreferredURLs: f.preferredURLs, SearchDomains: f.searchDomains,
		},
	}, nil
}

func (f *fields) checkTexts() error {
	if f.question == "" {
		return fault.Invalid(fieldQuestion, "it is required", fmt.Sprintf("send a text of 1 to %d characters", maxQuestion))
	}
	if n := utf8.RuneCountInString(f.question); n > maxQuestion {
		return fault.Invalid(fieldQuestion, fmt.Sprintf("it is %d characters long", n), fmt.Sprintf("send at most %d", maxQuestion))
	}
	if f.sessionID != "" && !sessionIDPattern.MatchString(f.sessionID) {
		return fault.Invalid(fieldSessionID, "it cannot be a session's id", fmt.Sprintf("send the session_id of an earlier session event (1 to %d of A-Z a-z 0-9 _ -), or none", maxSessionID))
	}
	if f.currentURL != "" {
		if err := checkURL(fieldCurrentURL, f.currentURL); err != nil {
			return err
		}
	}
	if len(f.pageText) > maxPageText {
		return fault.Invalid(fieldPageText, fmt.Sprintf("it is %d bytes long", len(f.pageText)), fmt.Sprintf("send at most %d", maxPageText))
	}
	return nil
}

func (f *fields) checkLists() error {
	if n := len(f.preferredURLs); n > maxPreferredURLs {
		return fault.Invalid(fieldPreferredURLs, fmt.Sprintf("there are %d", n), fmt.Sprintf("send at most %d", maxPreferredURLs))
	}
	for _, u := range f.preferredURLs {
		if err := checkURL(fieldPreferredURLs, u); err != nil {
			return err
		}
	}
	if n := len(f.searchDomains); n > maxSearchDomains {
		return fault.Invalid(fieldSearchDomains, fmt.Sprintf("there are %d", n), fmt.Sprintf("send at most %d", maxSearchDomains))
	}
	for i, d := range f.searchDomains {
		d = strings.ToLower(d)
		if len(d) > maxDomain || !domainPattern.MatchString(d) {
			return fault.Invalid(fieldSearchDomains, fmt.Sprintf("number %d is not a host name", i+1), "send host names such as reuters.com")
		}
		f.searchDomains[i] = d
	}
	return nil
}

// checkURL admits absolute web addresses without a password in them.
func checkURL(field, text string) error {
	fix := fmt.Sprintf("send an absolute http or https URL without user name, at most %d bytes", maxURL)
	if len(text) > maxURL {
		return fault.Invalid(field, fmt.Sprintf("a URL is %d bytes long", len(text)), fix)
	}
	u, err := url.Parse(text)
	if err != nil || strings.ContainsAny(text, " \t\r\n") {
		return fault.Invalid(field, "it is not a URL", fix)
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return fault.Invalid(field, "it is not an http or https URL", fix)
	}
	if u.User != nil {
		return fault.Invalid(field, "it holds a user name", fix)
	}
	if !hostPattern.MatchString(u.Hostname()) {
		return fault.Invalid(field, "it has no valid host", fix)
	}
	return nil
}

// checkModel refuses a model that there is not. A model server that does not even
// tell its models is no fault of the question: that error is no [fault.Fault].
func (s *Server) checkModel(ctx context.Context, asked string) error {
	if asked == "" {
		return nil // the model client knows what to use
	}
	names, err := s.modelNames(ctx)
	if err == nil && !slices.Contains(names, asked) {
		return &fault.Fault{Code: fault.NotFound, Message: fieldModel + ": there is no such model", Fix: "the models are " + strings.Join(names, ", ")}
	}
	return err
}

// nameWait is how long an answer waits for the name of its model.
const nameWait = 2 * time.Second

// modelName is the model that q gets, empty when the model server does not tell in
// time: its answer then fails by itself, where it is seen and counted, or does
// without the name.
func (s *Server) modelName(ctx context.Context, q *question) string {
	if q.turn.Model != "" {
		return q.turn.Model
	}
	ctx, cancel := context.WithTimeout(ctx, nameWait)
	defer cancel()
	names, err := s.modelNames(ctx)
	if err != nil {
		return ""
	}
	return names[0]
}
