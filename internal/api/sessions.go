package api

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"
)

type (
	conversationData struct {
		SessionID string         `json:"session_id"`
		Created   time.Time      `json:"created"`
		LastUsed  time.Time      `json:"last_used"`
		Turns     []exchangeData `json:"turns"`
	}
	exchangeData struct {
		Question string    `json:"question"`
		Answer   string    `json:"answer"`
		At       time.Time `json:"at"`
	}
)

// showSession is what a conversation holds, to its owner alone.
func (s *Server) showSession(x *exchange, r *http.Request) error {
	id, err := sessionID(r)
	if err != nil {
		return err
	}
	c, err := s.opts.Sessions.Show(r.Context(), x.client, id)
	if err != nil {
		return err
	}
	data := conversationData{SessionID: c.ID, Created: c.Created, LastUsed: c.LastUsed, Turns: make([]exchangeData, len(c.Turns))}
	for i, turn := range c.Turns {
		data.Turns[i] = exchangeData(turn)
	}
	return x.json(http.StatusOK, data)
}

// deleteSession forgets a conversation.
func (s *Server) deleteSession(x *exchange, r *http.Request) error {
	id, err := sessionID(r)
	if err != nil {
		return err
	}
	if err := s.opts.Sessions.Delete(r.Context(), x.client, id); err != nil {
		return err
	}
	x.WriteHeader(http.StatusNoContent)
	return nil
}

func sessionID(r *http.Request) (string, error) {
	if err := query.Parse(r.URL.RawQuery).Err(); err != nil {
		return "", err
	}
	id := chi.URLParam(r, "id")
	if !sessionIDPattern.MatchString(id) {
		return "", fault.Invalid("id", "it cannot be a session's id", "send the session_id of an earlier session event")
	}
	return id, nil
}
