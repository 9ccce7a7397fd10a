package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
)

// engineCheckInterval is how often the host looks whether its engine still lives: a killed engine tells nobody.
const engineCheckInterval = 10 * time.Second

// host answers the engine's language runtime calls for Node.js. What it does not answer (code generation, packing,
// linking) comes back as "not implemented".
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer

	ctx      context.Context
	shutDown context.CancelFunc
	tracing  string
	findNode func() (node, error)

	mu            sync.Mutex
	engineAddress string
	detach        context.CancelFunc
}

func newHost(ctx context.Context, shutDown context.CancelFunc, tracing string) *host {
	return &host{
		ctx: ctx, shutDown: shutDown, tracing: tracing, findNode: sync.OnceValues(findNode), detach: func() {},
	}
}

// attach makes the engine at the address this host's engine, in place of an earlier one; the host shuts down when that
// engine is gone.
func (h *host) attach(engineAddress string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.detach()
	attached, detach := context.WithCancel(h.ctx)
	h.engineAddress, h.detach = engineAddress, detach
	return rpcutil.Healthcheck(attached, engineAddress, engineCheckInterval, func() {
		// A check that detaching cut short says nothing about the engine.
		if attached.Err() == nil {
			h.shutDown()
		}
	})
}

// engine is the address of the engine, empty while none is attached.
func (h *host) engine() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.engineAddress
}

// operation returns a context that ends with the call and also with the host, so that no call holds up a shutdown.
func (h *host) operation(call context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(call)
	stop := context.AfterFunc(h.ctx, cancel)
	return ctx, func() { stop(); cancel() }
}

func (h *host) Handshake(
	_ context.Context, req *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	if err := h.attach(req.GetEngineAddress()); err != nil {
		return nil, err
	}
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: sdk.Version.String()}, nil
}

func (h *host) About(context.Context, *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	node, err := h.findNode()
	if err != nil {
		return nil, err
	}
	return &pulumirpc.AboutResponse{Executable: node.path, Version: node.version}, nil
}

func (h *host) RuntimeOptionsPrompts(
	context.Context, *pulumirpc.RuntimeOptionsRequest,
) (*pulumirpc.RuntimeOptionsResponse, error) {
	return &pulumirpc.RuntimeOptionsResponse{}, nil
}

// Cancel ends nothing: the engine calls it while updates are in flight that providers must be let finish. A program
// ends when the engine cancels its Run, a plugin when the engine cancels its RunPlugin.
func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// errDebugger refuses what would otherwise be ignored without a word.
var errDebugger = errors.New("attaching a debugger is not supported by this Node.js language host; " +
	"set the runtime option nodeargs to --inspect-brk instead")
