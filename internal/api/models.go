package api

import (
	"net/http"

	"quotewire/internal/api/query"
)

type (
	modelsData struct {
		Models []modelData `json:"models"`
		Demo   bool        `json:"demo"`
	}
	modelData struct {
		ID      string `json:"id"`
		Default bool   `json:"default"`
	}
)

func (s *Server) listModels(x *exchange, r *http.Request) error {
	if err := query.Parse(r.URL.RawQuery).Err(); err != nil {
		return err
	}
	names, err := s.modelNames(r.Context())
	if err != nil {
		return err
	}
	data := modelsData{Demo: s.opts.Demo}
	for i, name := range names {
		data.Models = append(data.Models, modelData{ID: name, Default: i == 0})
	}
	return x.json(http.StatusOK, data)
}
