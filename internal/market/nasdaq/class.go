package nasdaq

import (
	"sync"

	"quotewire/internal/market"
	"quotewire/internal/spelling"
)

// Classes of assets, as Nasdaq calls them.
const (
	stocks = "stocks"
	etfs   = "etf"
	index  = "index"
)

// mostClasses bounds what is remembered: more than all that is listed.
const mostClasses = 16_384

// classes remembers which class a symbol is of, to ask once and not in turn.
type classes struct {
	mu    sync.Mutex
	known map[market.Symbol]string
}

// of are the classes to ask in, the most likely first.
func (c *classes) of(symbol market.Symbol) []string {
	if spelling.KindOf(symbol.String()) == spelling.Index {
		return []string{index}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known[symbol] == etfs {
		return []string{etfs, stocks}
	}
	return []string{stocks, etfs}
}

func (c *classes) remember(symbol market.Symbol, class string) {
	if class != etfs { // others are asked first anyway
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= mostClasses {
		c.known = make(map[market.Symbol]string)
	}
	c.known[symbol] = class
}

// kindOf is what is of a class.
func kindOf(class string) market.Kind {
	return map[string]market.Kind{stocks: market.KindEquity, etfs: market.KindETF, index: market.KindIndex}[class]
}
