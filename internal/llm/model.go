package llm

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"time"
)

const (
	modelTimeout   = 3 * time.Second
	modelRetry     = 30 * time.Second // between questions that got no answer
	maxModelsBody  = 4 << 20          // OpenRouter's list is half a megabyte
	maxModelLength = 256
)

// defaultModel is what the server was found to have. Its lock is a channel, so
// that who waits for another's question can leave.
type defaultModel struct {
	lock  chan struct{}
	known string
	asked time.Time // when a question last got no answer
}

func newDefaultModel() *defaultModel { return &defaultModel{lock: make(chan struct{}, 1)} }

// Model is the model that a Request without one gets: the configured one, else
// the first that the server says it has, else the fallback. The server is asked
// once; while it does not answer, at most once in half a minute.
func (c *Client) Model(ctx context.Context) (string, error) {
	if c.opts.Model != "" {
		return c.opts.Model, nil
	}
	m := c.model
	select {
	case m.lock <- struct{}{}:
		defer func() { <-m.lock }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	if m.known != "" {
		return m.known, nil
	}
	if !m.asked.IsZero() && time.Since(m.asked) < modelRetry && c.opts.FallbackModel != "" {
		return c.opts.FallbackModel, nil
	}
	return c.discover(ctx, m)
}

func (c *Client) discover(ctx context.Context, m *defaultModel) (string, error) {
	id, err := c.listModels(ctx)
	switch {
	case err == nil:
		m.known = id
		return id, nil
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case c.opts.FallbackModel == "":
		return "", err
	}
	e, ok := errors.AsType[*Error](err)
	if ok && !e.passing() && e.Kind != ErrIdle {
		m.known = c.opts.FallbackModel
	} else {
		m.asked = time.Now()
	}
	c.opts.Logger.Warn("ask for models, use the fallback", slog.String("model", c.opts.FallbackModel), slog.String("error", err.Error()))
	return c.opts.FallbackModel, nil
}

// listModels asks the server and chooses.
func (c *Client) listModels(ctx context.Context) (id string, err error) {
	start := time.Now()
	inner, cancel := context.WithTimeoutCause(ctx, modelTimeout, errSilence)
	defer cancel()
	defer func() { c.metrics.observe(outcomeOf(err), time.Since(start)) }()
	list := &whole{exchange: exchange{client: c}, limit: maxModelsBody}
	_, err = c.openai(list).ListModels(inner)
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case errors.Is(context.Cause(inner), errSilence):
		return "", &Error{Kind: ErrIdle, Message: "no list of models within " + modelTimeout.String()}
	case list.body == nil:
		return "", c.refusal(&list.exchange, err)
	}
	// go-openai's own decode fails on servers that write a field otherwise.
	if id = c.choose(list.body); id == "" {
		return "", &Error{Kind: ErrMalformed, Status: http.StatusOK, Message: "no model in the list of models"}
	}
	return id, nil
}

// notChat are models that a server lists beside those that chat.
var notChat = regexp.MustCompile(`(?i)embed|whisper|tts|dall-e|moderation|rerank|transcribe|realtime|image|audio|sora|davinci|babbage`)

// choose prefers the fallback when the server has it, for the order of a long
// list means nothing, and then the first that looks like a chat model.
func (c *Client) choose(body []byte) string {
	var list struct {
		Data []struct {
			ID loose `json:"id"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return ""
	}
	first, chat := "", ""
	for _, model := range list.Data {
		id := string(model.ID)
		if id == "" || len(id) > maxModelLength {
			continue
		}
		if id == c.opts.FallbackModel {
			return id
		}
		if first == "" {
			first = id
		}
		if chat == "" && !notChat.MatchString(id) {
			chat = id
		}
	}
	if chat != "" {
		return chat
	}
	return first
}
