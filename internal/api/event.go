package api

import (
	"encoding/json"
	"net/url"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
)

// The data of the events as a client reads them.
type (
	sessionData struct {
		SessionID string `json:"session_id"`
		RunID     string `json:"run_id"`
		Model     string `json:"model"`
		Mode      string `json:"mode"`
		Demo      bool   `json:"demo"`
	}
	statusData struct {
		Label  string `json:"label"`
		Detail string `json:"detail,omitempty"`
		URL    string `json:"url,omitempty"`
	}
	toolData struct {
		ID      string          `json:"id"`
		Name    string          `json:"name"`
		State   string          `json:"state"`
		Args    json.RawMessage `json:"args,omitempty"`
		Summary string          `json:"summary,omitempty"`
		MS      *int64          `json:"ms,omitempty"`
	}
	sourceData struct {
		N        int                `json:"n"`
		Kind     exhibit.OriginKind `json:"kind"`
		Title    string             `json:"title"`
		URL      string             `json:"url,omitempty"`
		Provider string             `json:"provider"`
		// What the page's site or the article's publisher is called, unproven.
		SiteClaim string    `json:"site_claim,omitempty"`
		AsOf      time.Time `json:"as_of,omitzero"`
		// How old it is where it is stale, at least a second; else 0.
		AgeSeconds int64 `json:"age_seconds,omitempty"`
		// Who gave the same when they were asked too.
		ConfirmedBy []string `json:"confirmed_by,omitempty"`
	}
	usageData struct {
		PromptTokens     int `json:"prompt_tokens"`
		CompletionTokens int `json:"completion_tokens"`
		// The model server does not count, or not all: estimated from bytes.
		Estimated bool `json:"estimated,omitempty"`
	}
	doneData struct {
		FinishReason answer.FinishReason `json:"finish_reason"`
		Usage        usageData           `json:"usage"`
		Sources      int                 `json:"sources"`
		Tools        int                 `json:"tools"`
		ToolsFailed  int                 `json:"tools_failed"`
		MS           int64               `json:"ms"`
		// Model answered in the place of the one that session names.
		Model string `json:"model,omitempty"`
	}
)

// The states of a tool call.
const (
	toolStarted  = "started"
	toolFinished = "finished"
	toolFailed   = "failed"
)

// eventData is what a client is to see of an event, no name when nothing. Exhibited,
// Delta and Finished the answer's writer handles itself.
func eventData(ev answer.Event) (name string, data any) {
	switch ev := ev.(type) {
	case answer.Status:
		return eventStatus, statusData{Label: ev.Label, Detail: ev.Detail, URL: webURL(ev.URL)}
	case answer.ToolStarted:
		return eventTool, toolData{ID: ev.ID, Name: ev.Name, State: toolStarted, Args: validArgs(ev.Args)}
	case answer.ToolFinished:
		return eventTool, finishedTool(ev)
	case answer.SourceFound:
		return eventSource, sourceOf(ev.Source)
	case answer.Exhibited, answer.Delta, answer.Finished:
	}
	return "", nil
}

func finishedTool(ev answer.ToolFinished) toolData {
	state := toolFinished
	if ev.Failed {
		state = toolFailed
	}
	ms := ev.Took.Milliseconds()
	return toolData{ID: ev.ID, Name: ev.Name, State: state, Summary: ev.Summary, MS: &ms}
}

func sourceOf(s answer.Source) sourceData {
	d := sourceData{N: s.N, Kind: s.Kind, Title: s.Title, URL: webURL(s.URL), Provider: s.Provider, SiteClaim: s.SiteClaim, AsOf: s.AsOf, ConfirmedBy: s.ConfirmedBy}
	if s.Stale {
		d.AgeSeconds = max(1, int64(s.Age/time.Second))
	}
	return d
}

func usageOf(u answer.Usage) usageData {
	return usageData{u.PromptTokens, u.CompletionTokens, u.Estimated}
}

// validArgs drops arguments that are no JSON: one bad tool call must not end
// the stream with an encoding error.
func validArgs(args json.RawMessage) json.RawMessage {
	if !json.Valid(args) {
		return nil
	}
	return args
}

// webURL drops every address that a page must not make a link of, such as
// javascript: and data:.
func webURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return s
}
