package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/logging"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

const (
	// oldestNodeMajor is the oldest Node.js that this host's @pulumi/pulumi supports (its package.json, `engines`).
	oldestNodeMajor = 22
	// terminationGrace is how long an ended process may take to clean up before it is killed. The engine gives the
	// host itself five seconds.
	terminationGrace = 3 * time.Second
)

// node is a Node.js executable and its version, such as v24.1.0.
type node struct {
	path    string
	version string
}

// findNode takes the node that stands first on PATH.
func findNode() (node, error) {
	path, err := exec.LookPath("node")
	if err != nil {
		return node{}, fmt.Errorf("node was not found on PATH; install Node.js %d or later and put it on PATH",
			oldestNodeMajor)
	}
	output, err := exec.Command(path, "--version").Output()
	if err != nil {
		return node{}, fmt.Errorf("%s --version failed (%w); repair that Node.js or put another one first on PATH",
			path, err)
	}
	return node{path: path, version: strings.TrimSpace(string(output))}, nil
}

// checkVersion refuses a Node.js that is too old for the SDK.
func (n node) checkVersion() error {
	major, _, _ := strings.Cut(strings.TrimPrefix(n.version, "v"), ".")
	if number, err := strconv.Atoi(major); err != nil || number < oldestNodeMajor {
		return fmt.Errorf("%s is Node.js %s, too old for @pulumi/pulumi; put Node.js %d or later first on PATH",
			n.path, n.version, oldestNodeMajor)
	}
	return nil
}

// command prepares a process that ends with the context: asked first, killed after terminationGrace. It stays in the
// host's process group, which the engine signals as a whole when it closes the host.
func command(ctx context.Context, dir string, env, line []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.Dir = dir
	cmd.Env = env
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = terminationGrace
	logging.V(5).Infof("starting %s in %s", strings.Join(line, " "), dir)
	return cmd
}

// sdkCommand is the command line that starts the SDK's script of the given name for a program: node, its own arguments
// and the script. The program's runtime options come with it.
func (h *host) sdkCommand(info *pulumirpc.ProgramInfo, script string) ([]string, options, error) {
	parsed, err := parseOptions(info.GetOptions())
	if err != nil {
		return nil, parsed, err
	}
	node, err := h.findNode()
	if err != nil {
		return nil, parsed, err
	}
	if err := node.checkVersion(); err != nil {
		return nil, parsed, err
	}
	path, err := sdkScript(info.GetProgramDirectory(), script)
	return slices.Concat([]string{node.path}, parsed.nodeArgs, []string{path}), parsed, err
}

// sdkScript finds a script with which @pulumi/pulumi, as installed for the program, runs programs or plugins.
func sdkScript(programDir, name string) (string, error) {
	sdkDir, err := resolvePackage(programDir, "@pulumi/pulumi")
	if err != nil {
		return "", err
	}
	if sdkDir == "" {
		return "", fmt.Errorf("@pulumi/pulumi is not installed for %s; %s", programDir, installRemedy(programDir))
	}
	script := filepath.Join(sdkDir, "cmd", name, "index.js")
	if _, err := os.Stat(script); err != nil {
		return "", fmt.Errorf("%s is missing, the installed @pulumi/pulumi is incomplete or too old; %s",
			script, installRemedy(programDir))
	}
	return script, nil
}
