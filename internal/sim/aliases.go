package sim

import (
	"quotewire/internal/sim/web"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/yahoo"
)

// What faults are set with; sim/wire describes them.
type (
	Options  = wire.Options
	Fault    = wire.Fault
	Match    = wire.Match
	Kind     = wire.Kind
	Duration = wire.Duration
)

// Faults that every server has, and those of several.
const (
	Hang        = wire.Hang
	Stall       = wire.Stall
	Slow        = wire.Slow
	Status      = wire.Status
	HTML        = wire.HTML
	Reset       = wire.Reset
	Cut         = wire.Cut
	Truncate    = wire.Truncate
	Redirect    = wire.Redirect
	ContentType = wire.ContentType
	Gzip        = wire.Gzip
	Oversized   = wire.Oversized
	Late        = wire.Late
	RateLimited = wire.RateLimited
	EmptyResult = wire.EmptyResult
	NullResult  = wire.NullResult
)

// Faults of the search engine.
const (
	Unresponsive = web.Unresponsive
	Challenge    = web.Challenge
)

// Paths of the web.
const (
	FeedPath   = web.FeedPath
	ReportPath = web.ReportPath
	DataPath   = web.DataPath
	CanaryPath = web.CanaryPath
)

// Servers of the web, for those who need no world.
type (
	Web    = web.Server
	Engine = web.Engine
)

// NewWeb makes a web that is not listening.
func NewWeb(o Options) (*Web, error) { return web.New(o) }

// NewEngine makes a search engine over sites that is not listening.
func NewEngine(o Options, sites ...string) (*Engine, error) { return web.NewEngine(o, sites...) }

// YahooKinds is every fault that the simulated Yahoo has.
func YahooKinds() []Kind { return yahoo.Kinds() }

// Yahoo is the simulated Yahoo Finance.
type Yahoo = yahoo.Server

// NewYahoo makes a Yahoo that is not listening.
func NewYahoo(o Options) (*Yahoo, error) { return yahoo.New(o) }
