package main

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/proto"
)

func TestProgramArgs(t *testing.T) {
	full := &pulumirpc.RunRequest{
		MonitorAddress: "127.0.0.1:1", Organization: "o", Project: "p", Stack: "s", Pwd: "/p/main", Parallel: 8, DryRun: true,
		Info: &pulumirpc.ProgramInfo{RootDirectory: "/p", EntryPoint: "index.ts"}, Args: []string{"--dry-run", "x"},
	}
	bare := &pulumirpc.RunRequest{MonitorAddress: "m", Info: &pulumirpc.ProgramInfo{EntryPoint: "."}}
	for _, c := range []struct {
		what            string
		req             *pulumirpc.RunRequest
		engine, tracing string
		want            []string
	}{
		{"all flags, then the program and its own arguments", full, "127.0.0.1:2", "tcp://t", []string{
			"--monitor=127.0.0.1:1", "--engine=127.0.0.1:2", "--organization=o", "--project=p", "--root-directory=/p",
			"--stack=s", "--pwd=/p/main", "--parallel=8", "--tracing=tcp://t", "--dry-run", "index.ts", "--dry-run", "x",
		}},
		{"no flag without a value", bare, "", "", []string{"--monitor=m", "--parallel=0", "."}},
	} {
		if got := programArgs(c.req, c.engine, c.tracing); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q", c.what, got)
		}
	}
}

func TestProgramEnv(t *testing.T) {
	for _, c := range []struct {
		what       string
		req        *pulumirpc.RunRequest
		typescript bool
		want       []string
	}{
		{"no configuration", &pulumirpc.RunRequest{}, true, []string{
			"PULUMI_CONFIG={}", "PULUMI_CONFIG_SECRET_KEYS=[]", "PULUMI_NODEJS_TYPESCRIPT=true",
		}},
		{"configuration with a secret, no TypeScript", &pulumirpc.RunRequest{
			Config:           map[string]string{"p:plain": "1", "p:config:old": "2", "p:password": `a"b`},
			ConfigSecretKeys: []string{"p:password"},
		}, false, []string{
			`PULUMI_CONFIG={"p:config:old":"2","p:config:password":"a\"b","p:config:plain":"1"}`,
			`PULUMI_CONFIG_SECRET_KEYS=["p:password"]`, "PULUMI_NODEJS_TYPESCRIPT=false",
		}},
	} {
		got, err := programEnv(c.req, options{typescript: c.typescript})
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, %v", c.what, got, err)
		}
	}
}

func TestPolicyEnv(t *testing.T) {
	if got, err := policyEnv(nil); err != nil || got != nil {
		t.Errorf("without a stack: got %q, %v", got, err)
	}
	got, err := policyEnv(&pulumirpc.AnalyzerStackConfigureRequest{
		Organization: "o", Project: "p", Stack: "s", DryRun: true, Config: map[string]string{"p:a": "1"},
	})
	want := []string{
		`PULUMI_CONFIG={"p:config:a":"1"}`, "PULUMI_NODEJS_ORGANIZATION=o", "PULUMI_NODEJS_PROJECT=p",
		"PULUMI_NODEJS_STACK=s", "PULUMI_NODEJS_DRY_RUN=true",
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestRunResponse(t *testing.T) {
	for script, want := range map[string]*pulumirpc.RunResponse{
		"exit 0":         {},
		"exit 32":        {Bail: true},
		"exit 3":         {Error: "Program exited with non-zero exit code: 3"},
		"kill -KILL $$":  {Error: "Program was ended by a signal: signal: killed"},
		"exit 255":       {Error: "Program exited with non-zero exit code: 255"},
		"kill -SEGV $$ ": {Error: "Program was ended by a signal: signal: segmentation fault"},
	} {
		got, err := runResponse(context.Background(), exec.Command("sh", "-c", "ulimit -c 0; "+script).Run())
		if err != nil || !proto.Equal(got, want) {
			t.Errorf("%s: got %v, %v; want %v", script, got, err, want)
		}
	}
}

func TestRunResponseOfAProgramThatDidNotStartOrWasCancelled(t *testing.T) {
	_, err := runResponse(context.Background(), syscall.E2BIG)
	if err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("too much configuration: got %v", err)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := runResponse(cancelled, exec.Command("false").Run()); err != context.Canceled {
		t.Errorf("cancelled: got %v", err)
	}
}

func TestConfigTooLarge(t *testing.T) {
	config := map[string]string{
		"p:values": `{"small":{"1":"c4n4ry"},"large":{"1":"` + strings.Repeat("c4n4ry", 22_000) + `"}}`,
		"p:plain":  strings.Repeat("c4n4ry", 100),
	}
	_, err := configVariable(config)
	if err == nil {
		t.Fatal("taken")
	}
	want := "the stack's configuration is too large to hand to node: 129.6 KiB, and the system takes 128 KiB; make it " +
		"smaller. The largest parts: p:values.large (128.9 KiB), p:plain (0.6 KiB), p:values.small (0.0 KiB)"
	if err.Error() != want {
		t.Errorf("got %q", err)
	}
	for _, c := range []struct {
		what  string
		bytes int
		taken bool
	}{
		{"as much as the system takes", mostOfVariable - 1 - len(`PULUMI_CONFIG={"p:config:a":""}`), true},
		{"one byte more", mostOfVariable - len(`PULUMI_CONFIG={"p:config:a":""}`), false},
	} {
		variable, err := configVariable(map[string]string{"p:a": strings.Repeat("x", c.bytes)})
		if (err == nil) != c.taken {
			t.Errorf("%s: %v", c.what, err)
		}
		cmd := exec.Command("true")
		cmd.Env = []string{variable}
		if started := cmd.Run(); (started == nil) != c.taken {
			t.Errorf("%s: the system says %v", c.what, started)
		}
	}
}
