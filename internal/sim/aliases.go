package sim

import (
	"quotewire/internal/sim/model"
	"quotewire/internal/sim/web"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/yahoo"
)

// What those who import only this package need of the packages below it.
type (
	Options  = wire.Options
	Fault    = wire.Fault
	Match    = wire.Match
	Kind     = wire.Kind
	Duration = wire.Duration

	Yahoo  = yahoo.Server
	Model  = model.Server
	Engine = web.Engine
	Web    = web.Server
)

// Faults of every server, and of several.
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
	Oversized   = wire.Oversized
	Late        = wire.Late
	RateLimited = wire.RateLimited
	EmptyResult = wire.EmptyResult
	NullResult  = wire.NullResult
)

// Faults of the model server's stream.
const (
	NoFinish     = model.NoFinish
	NoDone       = model.NoDone
	NoClose      = model.NoClose
	EmptyChoices = model.EmptyChoices
	Comments     = model.Comments
	Fragments    = model.Fragments
	NoUsage      = model.NoUsage
	EndlessText  = model.EndlessText
	Forged       = model.Forged
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

// NewYahoo makes a Yahoo that is not listening, as the next three make the others.
func NewYahoo(o Options) (*Yahoo, error) { return yahoo.New(o) }

// NewModel makes a model server.
func NewModel(o Options) (*Model, error) { return model.New(o) }

// NewWeb makes a web.
func NewWeb(o Options) (*Web, error) { return web.New(o) }

// NewEngine makes a search engine over the sites of a web.
func NewEngine(o Options, sites ...string) (*Engine, error) { return web.NewEngine(o, sites...) }

// YahooKinds is every fault that the simulated Yahoo has.
func YahooKinds() []Kind { return yahoo.Kinds() }

// ModelKinds is every fault that the simulated model server has.
func ModelKinds() []Kind { return model.Kinds() }

// Models are the names of the models that the model server lists.
func Models() []string { return model.Models() }

// HasModel reports whether the model server knows a name for more than a name: it
// answers any, but only these in a way of their own.
func HasModel(name string) bool { return model.HasModel(name) }
