package llm

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"quotewire/internal/llm/wire"
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
	list, err := c.models(ctx)
	id := c.choose(list)
	if err == nil && id == "" {
		err = &Error{Kind: ErrMalformed, Status: http.StatusOK, Message: "no model in the list of models"}
	}
	switch {
	case err == nil:
		m.known = id
		c.facts.setDefault(id)
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
	c.opts.Logger.WarnContext(ctx, "ask for models, use the fallback", slog.String("model", c.opts.FallbackModel), slog.Any("error", err))
	return c.opts.FallbackModel, nil
}

// models is what the server says it has.
func (c *Client) models(ctx context.Context) (all []listedModel, err error) {
	list := &whole{exchange: exchange{client: c}, limit: maxModelsBody}
	err = c.within(ctx, modelTimeout, "no list of models", func(ctx context.Context) error {
		_, err := c.openai(list).ListModels(ctx)
		if list.body == nil {
			err := c.refusal(&list.exchange, err)
			if e, ok := errors.AsType[*Error](err); ok {
				e.Message = strings.TrimSuffix("GET /models: "+e.Message, ": ")
			}
			return err
		}
		// go-openai's own decode fails on servers that write a field otherwise.
		if all, err = decodeModels(list.body); err != nil {
			return &Error{Kind: ErrMalformed, Status: http.StatusOK, Message: "GET /models: not a list of models", Err: c.cause(err)}
		}
		return nil
	})
	c.facts.listed(all)
	return all, err
}

// listedModel is one entry of a list of models, with the names that servers have
// for the size of its window.
type listedModel struct {
	ID        wire.Loose `json:"id"`
	Owner     wire.Loose `json:"owned_by"`
	MaxLength wire.Count `json:"max_model_len"`         // vLLM, SGLang
	Context   wire.Count `json:"context_length"`        // OpenRouter, Together
	Window    wire.Count `json:"context_window"`        // Groq
	MaxWindow wire.Count `json:"max_context_length"`    // Mistral, LM Studio
	Loaded    wire.Count `json:"loaded_context_length"` // LM Studio
}

// window is the size of the context window in tokens, 0 when it is not told.
func (m listedModel) window() int {
	return int(cmp.Or(m.Loaded, m.MaxLength, m.Context, m.Window, m.MaxWindow))
}

// decodeModels reads a list as tolerantly as it can be read.
func decodeModels(body []byte) ([]listedModel, error) {
	var list struct {
		Data   []listedModel `json:"data"`
		Models []listedModel `json:"models"` // llama.cpp and others have both
	}
	if err := wire.Decode(body, &list); err != nil {
		return nil, err
	}
	if list.Data == nil {
		return list.Models, nil
	}
	return list.Data, nil
}

// notChat are models that a server lists beside those that chat.
var notChat = regexp.MustCompile(`(?i)embed|whisper|tts|dall-e|moderation|rerank|transcribe|realtime|image|audio|sora|davinci|babbage`)

// choose prefers the fallback when the server has it, for the order of a long
// list means nothing, and then the first that looks like a chat model.
func (c *Client) choose(list []listedModel) string {
	first, chat := "", ""
	for _, model := range list {
		id := string(model.ID)
		if id == "" || len(id) > maxModelLength {
			continue
		}
		if id == c.opts.FallbackModel {
			return id
		}
		first = cmp.Or(first, id)
		if !notChat.MatchString(id) {
			chat = cmp.Or(chat, id)
		}
	}
	return cmp.Or(chat, first)
}
