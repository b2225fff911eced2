package llm

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"quotewire/internal/llm/wire"
)

const (
	maxWindowBody = 1 << 20
	windowTimeout = 3 * time.Second
)

// Found is what a probe has found.
type Found struct {
	Server   string   // the kind of server; empty: not known
	Model    string   // that questions go to
	Models   int      // how many it lists; 0: it lists none
	Unlisted []string // models that may be asked for and are not among them
	Called   bool     // Model was asked, with a tool, and has answered
	Window   int      // tokens; 0: not known
}

// Probe asks the server for its models and the size of the window and, when call
// is set, the default model for one token with a tool on offer: that tells a
// wrong key or address, a model without tools, spent credit, before a reader
// does. It fails as Stream does.
func (c *Client) Probe(ctx context.Context, call bool) (Found, error) {
	found := Found{}
	list, err := c.models(ctx)
	if e, ok := errors.AsType[*Error](err); ok && (e.Kind == ErrUnauthorized || e.Kind == ErrUnavailable) || err != nil && !ok {
		c.facts.ended(Request{}, err)
		return found, err
	}
	found.Models = len(list) // some servers have no list
	if found.Model, err = c.Model(ctx); err != nil {
		c.facts.ended(Request{}, err)
		return found, err
	}
	for _, model := range append([]string{found.Model}, append(c.opts.Fallbacks, c.opts.Others...)...) {
		if len(list) > 0 && !slices.ContainsFunc(list, func(m listedModel) bool { return string(m.ID) == model || string(m.ID) == model+":latest" }) {
			found.Unlisted = append(found.Unlisted, model)
		}
	}
	if !call && slices.Contains(found.Unlisted, found.Model) {
		err := &Error{Kind: ErrUnknownModel, Message: c.oneLine("GET /models does not list " + found.Model)}
		c.facts.ended(Request{}, err)
		return found, err
	}
	if call {
		if err := c.tryOut(ctx, found.Model); err != nil {
			return found, err
		}
		found.Called = true
	}
	kind := c.kind()
	found.Server = kind.name
	if kind.window != "" {
		c.askWindow(ctx, kind.window, found.Model)
	}
	found.Window = c.Window(found.Model)
	return found, nil
}

// tryOut asks for one token, with a tool on offer.
func (c *Client) tryOut(ctx context.Context, model string) error {
	req := Request{
		Model:    model,
		Messages: []Message{{Role: RoleUser, Content: "Say ok."}},
		Tools: []ToolSpec{{Name: "ping", Description: "Does nothing.",
			Schema: json.RawMessage(`{"type":"object","properties":{"text":{"type":"string"}}}`)}},
		maxTokens: 1,
	}
	for _, err := range c.Stream(ctx, req) {
		// That an answer of one token comes to nothing is no fault.
		if e, ok := errors.AsType[*Error](err); ok && e.Kind == ErrTruncated && e.Status == 0 {
			c.facts.ended(req, nil)
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// askWindow asks a server of our own, beside the dialect, how large a window it
// has given the model. That it does not say is no fault.
func (c *Client) askWindow(ctx context.Context, path, model string) {
	base, err := url.Parse(c.opts.BaseURL)
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, windowTimeout)
	defer cancel()
	base.Path, base.RawQuery = strings.TrimSuffix(strings.TrimSuffix(base.Path, "/"), "/v1")+path, ""
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base.String(), nil)
	if err != nil {
		return
	}
	if c.opts.APIKey != "" {
		req.Header.Set("Authorization", "Bearer "+c.opts.APIKey)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return
	}
	defer c.close(resp.Body)
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxWindowBody))
	if err != nil || resp.StatusCode != http.StatusOK {
		return
	}
	c.facts.setWindow(model, windowIn(body, model))
}

// windowIn reads the size of the window out of what Ollama (/api/ps), llama.cpp
// (/props) and LM Studio (/api/v0/models) tell of the models in memory.
func windowIn(body []byte, model string) int {
	type loaded struct {
		Name    wire.Loose `json:"name"`
		ID      wire.Loose `json:"id"`
		Context wire.Count `json:"context_length"`
		Loaded  wire.Count `json:"loaded_context_length"`
	}
	var told struct {
		Models   []loaded `json:"models"`
		Data     []loaded `json:"data"`
		Settings struct {
			Context wire.Count `json:"n_ctx"`
		} `json:"default_generation_settings"`
	}
	if err := json.Unmarshal(body, &told); err != nil {
		return 0
	}
	for _, m := range append(told.Models, told.Data...) {
		if name := string(m.Name + m.ID); name == model || name == model+":latest" {
			return int(max(m.Context, m.Loaded))
		}
	}
	return int(told.Settings.Context)
}

// String is one line for an operator.
func (f Found) String() string {
	server, window, tools := cmp.Or(f.Server, "model server"), "context window not told", "not tried out"
	if f.Window > 0 {
		window = fmt.Sprintf("context window of %d tokens", f.Window)
	}
	if f.Called {
		tools = "takes tools"
	}
	found := fmt.Sprintf("%s, model %s, %s, %s", server, f.Model, tools, window)
	if len(f.Unlisted) > 0 {
		found += ", not in its list: " + strings.Join(f.Unlisted, ", ")
	}
	return found
}
