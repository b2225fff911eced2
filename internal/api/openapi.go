package api

import (
	_ "embed"
	"net/http"
)

//go:embed openapi.yaml
var openAPI []byte

// description is this API in full, for people and programs.
func (s *Server) description(x *exchange, _ *http.Request) error {
	x.Header().Set("Cache-Control", "public, max-age=300")
	return x.body(http.StatusOK, "application/yaml", openAPI)
}
