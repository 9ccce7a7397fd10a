package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// RunPlugin runs a plugin and streams its output, until it exits or the engine, done with it, cancels the call.
func (h *host) RunPlugin(req *pulumirpc.RunPluginRequest, server pulumirpc.LanguageRuntime_RunPluginServer) error {
	ctx, cancel := h.operation(server.Context())
	defer cancel()
	if req.GetAttachDebugger() {
		return errDebugger
	}

	output := &pluginOutput{outputStream[pulumirpc.RunPluginResponse]{server: server}}
	run := h.runProvider
	if req.GetKind() == string(apitype.AnalyzerPlugin) {
		run = h.runPolicyPack
	}
	err := run(ctx, req, output)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return err
	}
	code := 0
	if exit != nil {
		code = exit.ExitCode()
	}
	return output.send(&pulumirpc.RunPluginResponse{
		Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(code)},
	})
}

// pluginCommand is the command line of a plugin, which goes through the SDK's script with its arguments. The script prepares
// the compilation of TypeScript, which takes half of a plugin's start: a plugin that says it needs none (typescript:
// false) is run by Node.js as it is, with the engine's own arguments.
func (h *host) pluginCommand(req *pulumirpc.RunPluginRequest, script string, args []string) ([]string, error) {
	line, parsed, err := h.sdkCommand(req.GetInfo(), script)
	if err != nil {
		return nil, err
	}
	if !parsed.typescript {
		line[len(line)-1] = req.GetInfo().GetProgramDirectory()
		args = req.GetArgs()
	}
	return append(line, args...), nil
}

// runProvider runs a resource plugin, or another one that serves by itself, in the folder the engine names.
func (h *host) runProvider(ctx context.Context, req *pulumirpc.RunPluginRequest, output *pluginOutput) error {
	line, err := h.pluginCommand(req, "run-plugin", slices.Concat(
		[]string{req.GetInfo().GetProgramDirectory()}, req.GetArgs()))
	if err != nil {
		return err
	}
	cmd := command(ctx, req.GetPwd(), req.GetEnv(), line)
	cmd.Stdout, cmd.Stderr = output.stdout(), output.stderr()
	if err := cmd.Start(); err != nil {
		return startError(err)
	}
	return cmd.Wait()
}

// runPolicyPack runs a policy pack behind the SDK's proxy: the pack wants the stack's configuration when it starts,
// the engine tells it only to an analyzer that runs already.
func (h *host) runPolicyPack(ctx context.Context, req *pulumirpc.RunPluginRequest, output *pluginOutput) error {
	dir := req.GetInfo().GetProgramDirectory()
	line, err := h.pluginCommand(req, "run-policy-pack", slices.Concat(req.GetArgs(), []string{dir}))
	if err != nil {
		return err
	}
	proxy, packStdout, err := sdk.NewPolicyProxy(ctx, output.stdout())
	if err != nil {
		return err
	}
	stack, err := proxy.AwaitConfiguration(ctx)
	if err != nil {
		return err
	}
	stackEnv, err := policyEnv(stack)
	if err != nil {
		return err
	}
	cmd := command(ctx, dir, append(req.GetEnv(), stackEnv...), line)
	cmd.Stdout, cmd.Stderr = packStdout, output.stderr()
	if err := cmd.Start(); err != nil {
		// The engine's calls wait for the pack by now; Attach, which finds no process, turns them away.
		_, _ = fmt.Fprintf(output.stderr(), "error: %v\n", startError(err))
	}
	// A cancelled call ends the process, and with it Attach; told of the cancellation, Attach would not wait for that.
	return proxy.Attach(context.WithoutCancel(ctx), cmd)
}

// policyEnv tells a policy pack its stack. There is none when the pack runs outside an update.
func policyEnv(stack *pulumirpc.AnalyzerStackConfigureRequest) ([]string, error) {
	if stack == nil {
		return nil, nil
	}
	config, err := configVariable(stack.GetConfig())
	if errors.Is(err, errTooLarge) {
		// The program, which gets the same configuration, is refused with the reason. What fails to start before it, the
		// engine reports without one.
		config, err = "PULUMI_CONFIG={}", nil
	}
	if err != nil {
		return nil, err
	}
	return []string{
		config,
		"PULUMI_NODEJS_ORGANIZATION=" + stack.GetOrganization(),
		"PULUMI_NODEJS_PROJECT=" + stack.GetProject(),
		"PULUMI_NODEJS_STACK=" + stack.GetStack(),
		"PULUMI_NODEJS_DRY_RUN=" + strconv.FormatBool(stack.GetDryRun()),
	}, nil
}

// pluginOutput is a plugin's standard output and error on their way to the engine.
type pluginOutput struct {
	outputStream[pulumirpc.RunPluginResponse]
}

func (o *pluginOutput) stdout() io.Writer {
	return o.writer(func(text []byte) *pulumirpc.RunPluginResponse {
		return &pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Stdout{Stdout: text}}
	})
}

func (o *pluginOutput) stderr() io.Writer {
	return o.writer(func(text []byte) *pulumirpc.RunPluginResponse {
		return &pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Stderr{Stderr: text}}
	})
}
