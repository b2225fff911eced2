package scrape

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"quotewire/internal/extract"
)

// Arguments that make the test binary another program.
const (
	asReader = "be-reader"
	asServer = "be-server"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == asReader {
		if err := extract.Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if len(os.Args) > 1 && os.Args[1] == asOddReader {
		if err := extract.Serve(oddInput{os.Stdin}, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if len(os.Args) > 3 && os.Args[1] == asServer {
		serve(os.Args[2], os.Args[3])
	}
	goleak.VerifyTestMain(m)
}
