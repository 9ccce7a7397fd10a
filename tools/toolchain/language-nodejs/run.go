package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// toldUserExitCode is the SDK's exit code for "failed, and the user has been told why".
const toldUserExitCode = 32

// Run runs a Pulumi program to its end.
func (h *host) Run(call context.Context, req *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	ctx, cancel := h.operation(call)
	defer cancel()
	if req.GetAttachDebugger() {
		return nil, errDebugger
	}
	line, options, err := h.sdkCommand(req.GetInfo(), "run")
	if err != nil {
		return nil, err
	}
	env, err := programEnv(req, options)
	if err != nil {
		return nil, err
	}
	line = append(line, programArgs(req, h.engine(), h.tracing)...)
	cmd := command(ctx, req.GetPwd(), append(os.Environ(), env...), line)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return runResponse(ctx, cmd.Run())
}

// programArgs are the arguments of the SDK's run script: its flags, the entry point, the program's own arguments.
func programArgs(req *pulumirpc.RunRequest, engineAddress, tracing string) []string {
	var args []string
	add := func(flag, value string) {
		if value != "" {
			args = append(args, "--"+flag+"="+value)
		}
	}
	add("monitor", req.GetMonitorAddress())
	add("engine", engineAddress)
	add("organization", req.GetOrganization())
	add("project", req.GetProject())
	add("root-directory", req.GetInfo().GetRootDirectory())
	add("stack", req.GetStack())
	add("pwd", req.GetPwd())
	add("parallel", strconv.Itoa(int(req.GetParallel())))
	add("tracing", tracing)
	if req.GetDryRun() {
		args = append(args, "--dry-run")
	}
	args = append(args, req.GetInfo().GetEntryPoint())
	return append(args, req.GetArgs()...)
}

// programEnv carries the stack's configuration, secrets included: by environment, so that no process list shows it.
func programEnv(req *pulumirpc.RunRequest, options options) ([]string, error) {
	config, err := configVariable(req.GetConfig())
	if err != nil {
		return nil, err
	}
	secretKeys := req.GetConfigSecretKeys()
	if secretKeys == nil {
		secretKeys = []string{}
	}
	keys, err := json.Marshal(secretKeys)
	if err != nil {
		return nil, err
	}
	return []string{
		config,
		"PULUMI_CONFIG_SECRET_KEYS=" + string(keys),
		"PULUMI_NODEJS_TYPESCRIPT=" + strconv.FormatBool(options.typescript),
	}, nil
}

// configJSON writes the configuration as the SDK reads it: the key `namespace:name` as `namespace:config:name`.
func configJSON(config map[string]string) (string, error) {
	keyed := make(map[string]string, len(config))
	for key, value := range config {
		namespace, name, found := strings.Cut(key, ":")
		if found && !strings.HasPrefix(name, "config:") {
			key = namespace + ":config:" + name
		}
		keyed[key] = value
	}
	text, err := json.Marshal(keyed)
	return string(text), err
}

// mostOfVariable is how many bytes Linux takes of one environment variable, the NUL at its end included (MAX_ARG_STRLEN).
const mostOfVariable = 128 << 10

// errTooLarge says that a configuration does not fit into one environment variable.
var errTooLarge = errors.New("the stack's configuration is too large to hand to node")

// configVariable is the variable that carries the configuration. One that no process can be started with is refused
// here, where it is known what makes it so large.
func configVariable(config map[string]string) (string, error) {
	text, err := configJSON(config)
	variable := "PULUMI_CONFIG=" + text
	if err == nil && len(variable)+1 > mostOfVariable {
		err = fmt.Errorf("%w: %s, and the system takes 128 KiB; make it smaller. The largest parts: %s",
			errTooLarge, kibibytes(len(variable)), strings.Join(largestParts(config, 3), ", "))
	}
	return variable, err
}

// largestParts names the largest parts of a configuration with their sizes: its keys, and what stands right under those
// that are mappings. It shows nothing of what they hold.
func largestParts(config map[string]string, most int) []string {
	sizes := map[string]int{}
	for key, value := range config {
		var mapping map[string]json.RawMessage
		if json.Unmarshal([]byte(value), &mapping) != nil || len(mapping) == 0 {
			sizes[key] = len(value)
			continue
		}
		for name, part := range mapping {
			sizes[key+"."+name] = len(part)
		}
	}
	names := slices.SortedFunc(maps.Keys(sizes), func(a, b string) int {
		return cmp.Or(cmp.Compare(sizes[b], sizes[a]), cmp.Compare(a, b))
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%s (%s)", name, kibibytes(sizes[name]))
	}
	return names[:min(most, len(names))]
}

func kibibytes(bytes int) string {
	return fmt.Sprintf("%.1f KiB", float64(bytes)/1024)
}

// runResponse tells the engine how the program ended.
func runResponse(ctx context.Context, err error) (*pulumirpc.RunResponse, error) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &exit) && exit.ExitCode() == toldUserExitCode:
		return &pulumirpc.RunResponse{Bail: true}, nil
	case errors.As(err, &exit) && exit.Exited():
		return &pulumirpc.RunResponse{
			Error: fmt.Sprintf("Program exited with non-zero exit code: %d", exit.ExitCode()),
		}, nil
	case errors.As(err, &exit):
		return &pulumirpc.RunResponse{Error: "Program was ended by a signal: " + exit.String()}, nil
	default:
		return nil, startError(err)
	}
}

// startError explains why node could not be started.
func startError(err error) error {
	if errors.Is(err, syscall.E2BIG) {
		return errors.New("the stack's configuration is too large to hand to node: the system limits one environment " +
			"variable (128 KiB on Linux); remove configuration the program does not need")
	}
	return fmt.Errorf("node could not be started: %w", err)
}
