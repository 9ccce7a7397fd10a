package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// InstallDependencies installs what the package.json of a program or plugin names, with npm.
func (h *host) InstallDependencies(
	req *pulumirpc.InstallDependenciesRequest, server pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	ctx, cancel := h.operation(server.Context())
	defer cancel()
	if req.GetUseLanguageVersionTools() {
		return errors.New("language version tools are not supported by this Node.js language host; " +
			"put the wanted node first on PATH and leave the option out")
	}
	if _, err := parseOptions(req.GetInfo().GetOptions()); err != nil {
		return err
	}
	target, err := installTarget(req.GetInfo().GetProgramDirectory(), req.GetIsPlugin())
	if err != nil || target == nil {
		return err
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return errors.New("npm was not found on PATH; install it (it comes with Node.js) and put it on PATH")
	}

	output := outputStream[pulumirpc.InstallDependenciesResponse]{server: server}
	line := append([]string{npm}, npmArgs(target.dir, req.GetIsPlugin())...)
	cmd := command(ctx, target.dir, os.Environ(), line)
	cmd.Stdout = output.writer(func(text []byte) *pulumirpc.InstallDependenciesResponse {
		return &pulumirpc.InstallDependenciesResponse{Stdout: text}
	})
	cmd.Stderr = output.writer(func(text []byte) *pulumirpc.InstallDependenciesResponse {
		return &pulumirpc.InstallDependenciesResponse{Stderr: text}
	})
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("npm failed in %s (%w); its output says why", target.dir, err)
	}
	return nil
}

// installTarget finds the package.json to install for, nil where there is nothing to install. A program's may lie above
// it; a plugin's only beside it, or installing a plugin inside a project would install that project.
func installTarget(dir string, isPlugin bool) (*manifest, error) {
	find := nearestManifest
	if isPlugin {
		find = readManifest
	}
	found, err := find(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil || found == nil {
		return nil, err
	}
	if len(found.Dependencies)+len(found.OptionalDependencies)+len(found.DevDependencies) == 0 {
		return nil, nil
	}
	return found, nil
}

// npmArgs installs exactly what a lock file says where there is one. A plugin is installed to be run, not developed.
func npmArgs(dir string, isPlugin bool) []string {
	args := []string{"install"}
	if hasLockFile(dir) {
		args = []string{"ci"}
	}
	args = append(args, "--no-audit", "--no-fund")
	if isPlugin {
		args = append(args, "--omit=dev")
	}
	return args
}

func hasLockFile(dir string) bool {
	for _, name := range []string{"package-lock.json", "npm-shrinkwrap.json"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// installRemedy says what installs a program's packages.
func installRemedy(programDir string) string {
	dir, install := programDir, "install"
	if found, err := nearestManifest(programDir); err == nil && found != nil {
		dir = found.dir
	}
	if hasLockFile(dir) {
		install = "ci"
	}
	return fmt.Sprintf("run npm %s in %s", install, dir)
}
