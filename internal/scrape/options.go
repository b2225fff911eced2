package scrape

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"time"
)

// Options say what a Scraper may reach, how much it reads and what it keeps. The
// zero Options are good.
type Options struct {
	// AllowNets are private networks that pages may be read from, on any port.
	// None by default. To a page in the browser only its own host is open there.
	AllowNets []netip.Prefix
	// AllowAddrs are single addresses and ports that pages may be read from.
	AllowAddrs []netip.AddrPort
	// Resolver finds addresses: the system's.
	Resolver Resolver
	// UserAgent is sent with every request, the browser's included. By default
	// it says who we are.
	UserAgent string
	// IgnoreRobots reads pages of our own choice though robots.txt forbids it.
	// Pages that the user named are read in any case.
	IgnoreRobots bool

	// Timeout bounds reading one page by HTTP, redirects, robots.txt and the
	// wait for its host included: 15 seconds.
	Timeout time.Duration
	// MaxBody bounds what is read of one page, decompressed, in bytes: 8 MiB.
	// HTML and text are cut there, which the Page says.
	MaxBody int64
	// PartBytes is about how long a part of a page's text is: 24 KiB.
	PartBytes int
	// Reader is the command line of a program that calls [extract.Serve] with its
	// standard input and output, such as this one with an argument. Each page is
	// read by such a process: without it none is.
	Reader []string
	// HostConcurrency and HostDelay are how many pages of one host are read at
	// once, and the least time between two of their beginnings: 2 and 100 ms.
	HostConcurrency int
	HostDelay       time.Duration

	// CacheEntries, CacheBytes and CacheTTL bound the pages kept, and how long
	// they are given without asking their site again: 200, 32 MiB, 5 minutes.
	CacheEntries int
	CacheBytes   int64
	CacheTTL     time.Duration

	Browser Browser

	Logger     *slog.Logger
	Registerer Registerer
}

// Browser says which browser is used and how much of it.
type Browser struct {
	// Off leaves the browser unused though the machine has one.
	Off bool
	// Executable is Chromium's headless shell, the program itself and not a
	// script that starts it: /usr/lib/chromium/chromium-headless-shell.
	Executable string
	// Driver is the folder that holds playwright-core 1.52.0 as package/. By
	// default quotewire/playwright-1.52.0 in the user's cache folder or in
	// /usr/local/lib.
	Driver string
	// Node is the Node.js that runs the driver: node, looked for in PATH.
	Node string
	// TempDir is where the browser's own folder is made: the system's.
	TempDir string
	// NoSandbox starts Chromium without its sandbox, for containers that leave
	// it none. It is always so for root.
	NoSandbox bool

	// Slots are how many pages are open at once: 2.
	Slots int
	// Queue is how many pages may wait for a slot: 16. Past it: ErrBusy.
	Queue int
	// MaxPages and MaxMemory are after how many pages, and past how much memory
	// of the whole browser in bytes, it is started anew: 200 and 320 MiB. At a
	// quarter more the page that takes it is given up.
	MaxPages  int
	MaxMemory int64
	// Timeout bounds one page in the browser, without the wait for a slot: 20
	// seconds.
	Timeout time.Duration

	named bool // Executable or Driver were given, and should be there
}

func (o Options) withDefaults() Options {
	o.Resolver = cmp.Or(o.Resolver, Resolver(net.DefaultResolver))
	o.UserAgent = cmp.Or(o.UserAgent, "Mozilla/5.0 (compatible; quotewire/1.0)")
	o.Timeout = cmp.Or(o.Timeout, 15*time.Second)
	o.MaxBody = cmp.Or(o.MaxBody, 8<<20)
	o.PartBytes = cmp.Or(o.PartBytes, 24<<10)
	o.HostConcurrency = cmp.Or(o.HostConcurrency, 2)
	o.HostDelay = cmp.Or(o.HostDelay, 100*time.Millisecond)
	o.CacheEntries = cmp.Or(o.CacheEntries, 200)
	o.CacheBytes = cmp.Or(o.CacheBytes, 32<<20)
	o.CacheTTL = cmp.Or(o.CacheTTL, 5*time.Minute)
	o.Browser = o.Browser.withDefaults()
	o.Logger = cmp.Or(o.Logger, slog.New(slog.DiscardHandler))
	return o
}

func (b Browser) withDefaults() Browser {
	b.named = !b.Off && (b.Executable != "" || b.Driver != "")
	b.Executable = cmp.Or(b.Executable, "/usr/lib/chromium/chromium-headless-shell")
	b.Node = cmp.Or(b.Node, "node")
	b.Slots = cmp.Or(b.Slots, 2)
	b.Queue = cmp.Or(b.Queue, 16)
	b.MaxPages = cmp.Or(b.MaxPages, 200)
	b.MaxMemory = cmp.Or(b.MaxMemory, 320<<20)
	b.Timeout = cmp.Or(b.Timeout, 20*time.Second)
	return b
}

// validate names each field that is wrong.
func (o Options) validate() error {
	var faults []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf("scrape: Options."+format, args...))
		}
	}
	for _, p := range o.AllowNets {
		check(p.IsValid(), "AllowNets holds a network that is not valid")
	}
	check(!strings.ContainsAny(o.UserAgent, "\r\n\x00"), "UserAgent must be one line")
	check(o.Timeout > 0 && o.Timeout <= time.Hour, "Timeout must be positive and at most 1h, is %v", o.Timeout)
	check(o.MaxBody > 0, "MaxBody must be positive, is %d", o.MaxBody)
	check(o.PartBytes >= 512, "PartBytes must be at least 512, is %d", o.PartBytes)
	check(o.HostConcurrency > 0, "HostConcurrency must be positive, is %d", o.HostConcurrency)
	check(o.HostDelay > 0, "HostDelay must be positive, is %v", o.HostDelay)
	check(o.CacheEntries > 0, "CacheEntries must be positive, is %d", o.CacheEntries)
	check(o.CacheBytes > 0, "CacheBytes must be positive, is %d", o.CacheBytes)
	check(o.CacheTTL > 0, "CacheTTL must be positive, is %v", o.CacheTTL)
	b := o.Browser
	check(b.Slots > 0, "Browser.Slots must be positive, is %d", b.Slots)
	check(b.Queue > 0, "Browser.Queue must be positive, is %d", b.Queue)
	check(b.MaxPages > 0, "Browser.MaxPages must be positive, is %d", b.MaxPages)
	check(b.MaxMemory > 0, "Browser.MaxMemory must be positive, is %d", b.MaxMemory)
	check(b.Timeout > 0 && b.Timeout <= time.Hour, "Browser.Timeout must be positive and at most 1h, is %v", b.Timeout)
	return errors.Join(faults...)
}
