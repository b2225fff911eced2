package main

import (
	"slices"
	"strings"
)

// sources are names of sources of market data, each once.
type sources []string

func (s *sources) UnmarshalText(text []byte) error {
	*s = split([]byte(strings.ToLower(string(text))))
	for i, name := range *s {
		if !slices.ContainsFunc(sourceKinds(), func(k sourceKind) bool { return k.name == name }) || slices.Contains((*s)[:i], name) {
			return errValue
		}
	}
	return nil
}

// sourceURLs are base URLs by source.
type sourceURLs map[string]string

func (s *sourceURLs) UnmarshalText(text []byte) error {
	*s = sourceURLs{}
	for _, entry := range split(text) {
		name, address, ok := strings.Cut(entry, "=")
		var u baseURL
		if name = strings.ToLower(strings.TrimSpace(name)); !ok || !slices.Contains(sourceNames(), name) || (*s)[name] != "" || u.UnmarshalText([]byte(address)) != nil {
			return errValue
		}
		(*s)[name] = string(u)
	}
	return nil
}
