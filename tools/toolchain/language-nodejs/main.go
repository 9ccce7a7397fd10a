// Command pulumi-language-nodejs lets the Pulumi engine run Node.js programs, provider plugins and policy packs.
// It is Busflow's own host, written against Pulumi's public Go SDK, for machines that cannot obtain Pulumi's.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/logging"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

func main() {
	// The SDK's logging has registered -v and -logtostderr.
	version := flag.Bool("version", false, "print the version and exit")
	tracing := flag.String("tracing", "", "address the program sends its traces to")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: pulumi-language-nodejs [flags] <engine address>")
		flag.PrintDefaults()
	}
	flag.Parse()
	if *version {
		fmt.Printf("pulumi-language-nodejs %s (Busflow's own host on Pulumi's Go SDK %[1]s, not Pulumi's)\n", sdk.Version)
		return
	}
	logging.InitLogging(false, 0, false)
	defer logging.Flush()

	if err := serve(flag.Arg(0), *tracing); err != nil {
		fmt.Fprintf(os.Stderr, "pulumi-language-nodejs: %v\n", err)
		os.Exit(1)
	}
}

// serve answers the engine at the given address until the engine interrupts this process or is gone. Without an
// address (the engine attaches to a host that was started by hand) Handshake brings it.
func serve(engineAddress, tracing string) error {
	ctx, shutDown := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer shutDown()

	host := newHost(ctx, shutDown, tracing)
	if engineAddress != "" {
		if err := host.attach(engineAddress); err != nil {
			return err
		}
	}

	stop := make(chan bool)
	context.AfterFunc(ctx, func() { close(stop) })
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: stop,
		Init: func(srv *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(srv, host)
			return nil
		},
	})
	if err != nil {
		return err
	}
	// The engine reads the port from the first line of standard output.
	fmt.Println(server.Port)
	return <-server.Done
}
