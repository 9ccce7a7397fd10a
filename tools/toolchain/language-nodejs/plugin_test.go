package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/structpb"
)

// pluginStream is an engine's end of a RunPlugin call.
type pluginStream struct {
	grpc.ServerStream
	ctx       context.Context
	responses chan *pulumirpc.RunPluginResponse
}

func (s *pluginStream) Context() context.Context { return s.ctx }

func (s *pluginStream) Send(response *pulumirpc.RunPluginResponse) error {
	s.responses <- response
	return nil
}

// testHost is a host whose shutting down cancels the context it runs in.
func testHost(parent context.Context) *host {
	ctx, shutDown := context.WithCancel(parent)
	return newHost(ctx, shutDown, "")
}

// startPlugin lets the host run a shell script as if it were node running a provider, and returns the call's stream and
// its end.
func startPlugin(
	t *testing.T, ctx context.Context, h *host, script string, options ...map[string]any,
) (*pluginStream, <-chan error) {
	t.Helper()
	root := writeTree(t, map[string]string{
		"bin/node":     "#!/bin/sh\nif [ \"$1\" = --version ]; then echo v24.0.0; exit; fi\n" + script,
		"package.json": `{}`,
		"node_modules/@pulumi/pulumi/package.json":            `{}`,
		"node_modules/@pulumi/pulumi/cmd/run-plugin/index.js": ``,
		"work/x": ``,
	})
	t.Setenv("PATH", filepath.Join(root, "bin")+":"+os.Getenv("PATH"))
	info := program(root)
	for _, option := range options {
		fields, err := structpb.NewStruct(option)
		if err != nil {
			t.Fatal(err)
		}
		info.Options = fields
	}
	stream := &pluginStream{ctx: ctx, responses: make(chan *pulumirpc.RunPluginResponse, 100)}
	done := make(chan error, 1)
	go func() {
		done <- h.RunPlugin(&pulumirpc.RunPluginRequest{
			Kind: "resource", Pwd: filepath.Join(root, "work"), Args: []string{"127.0.0.1:1"}, Info: info,
			Env: append(os.Environ(), "GIVEN=by the engine"),
		}, stream)
	}()
	return stream, done
}

func TestRunPluginStreamsOutputAndExitCode(t *testing.T) {
	stream, done := startPlugin(t, context.Background(), testHost(context.Background()),
		`echo "out $(basename "$PWD") $GIVEN $#: $(basename "$1") $3"; echo err >&2; exit 7`)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	close(stream.responses)
	var stdout, stderr string
	var code int32
	for response := range stream.responses {
		stdout += string(response.GetStdout())
		stderr += string(response.GetStderr())
		code = response.GetExitcode()
	}
	if stdout != "out work by the engine 3: index.js 127.0.0.1:1\n" || stderr != "err\n" || code != 7 {
		t.Errorf("got stdout %q, stderr %q, last code %d", stdout, stderr, code)
	}
}

func TestRunPluginLeavesTheCompilerOutWhereThePluginSaysSo(t *testing.T) {
	stream, done := startPlugin(t, context.Background(), testHost(context.Background()),
		`echo "$#: $2"; [ -f "$1/package.json" ]`, map[string]any{"typescript": false})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	close(stream.responses)
	var stdout string
	var code int32
	for response := range stream.responses {
		stdout += string(response.GetStdout())
		code = response.GetExitcode()
	}
	if stdout != "2: 127.0.0.1:1\n" || code != 0 {
		t.Errorf("got stdout %q, code %d", stdout, code)
	}
}

func TestRunPluginEndsItsProcess(t *testing.T) {
	const obedient, stubborn = `echo $$; exec sleep 600`, `trap '' TERM; echo $$; exec sleep 600`
	for _, c := range []struct {
		what, script string
		hostEnds     bool
	}{
		{"when the engine cancels the call", obedient, false},
		{"when the host shuts down", obedient, true},
		{"even one that ignores being asked", stubborn, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			callCtx, cancelCall := context.WithCancel(context.Background())
			defer cancelCall()
			hostCtx, endHost := context.WithCancel(context.Background())
			defer endHost()
			stream, done := startPlugin(t, callCtx, testHost(hostCtx), c.script)
			pid, err := strconv.Atoi(strings.TrimSpace(string((<-stream.responses).GetStdout())))
			if err != nil {
				t.Fatal(err)
			}
			if c.hostEnds {
				endHost()
			} else {
				cancelCall()
			}
			select {
			case err := <-done:
				if err != context.Canceled {
					t.Errorf("got %v", err)
				}
			case <-time.After(terminationGrace + 10*time.Second):
				t.Error("the call did not end")
			}
			if syscall.Kill(pid, syscall.SIGKILL) == nil {
				t.Errorf("process %d was still there", pid)
			}
		})
	}
}

func TestCancelLetsPluginsFinish(t *testing.T) {
	h := testHost(context.Background())
	stream, done := startPlugin(t, context.Background(), h, `echo started; sleep 0.2; exit 5`)
	<-stream.responses
	if _, err := h.Cancel(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if last := <-stream.responses; last.GetExitcode() != 5 {
		t.Errorf("got %v", last)
	}
}
