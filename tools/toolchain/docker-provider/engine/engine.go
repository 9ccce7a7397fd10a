// Package engine finds the Docker Engine as the native half of the official plugin does when it is configured: before the
// bridged half, which connects when it must, has been asked for anything.
package engine

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/docker/docker/client"
)

// errNone is in the words of the official plugin: whoever handles them sees them here, too.
var errNone = errors.New("failed to connect to any docker daemon")

// Find asks the engine for a sign of life and leaves its address in this process's DOCKER_HOST, where the bridged half looks
// for it. The host that is configured, else the one of DOCKER_HOST, is the only one that is asked; where there is neither,
// it is the default one, then Docker Desktop's. Of an engine behind ssh:// nothing is asked, and nothing is set.
//
// config has the provider's properties by their Pulumi names.
func Find(ctx context.Context, config map[string]string) error {
	hosts := candidates(config["host"])
	if strings.HasPrefix(hosts[0], "ssh://") {
		return nil
	}
	for _, host := range hosts {
		if answers(ctx, host, config) {
			return os.Setenv(client.EnvOverrideHost, host)
		}
	}
	return errNone
}

func candidates(configured string) []string {
	for _, host := range []string{configured, os.Getenv(client.EnvOverrideHost)} {
		if host != "" {
			return []string{host}
		}
	}
	hosts := []string{client.DefaultDockerHost}
	if home, err := os.UserHomeDir(); err == nil {
		for _, folder := range []string{"run", "desktop"} {
			hosts = append(hosts, "unix://"+filepath.Join(home, ".docker", folder, "docker.sock"))
		}
	}
	return hosts
}

func answers(ctx context.Context, host string, config map[string]string) bool {
	options := []client.Opt{client.WithHost(host), client.WithAPIVersionNegotiation()}
	security, err := encryption(config)
	if err != nil {
		return false
	}
	if security != nil {
		// Before the host, which is set into the transport.
		own := &http.Client{Transport: &http.Transport{TLSClientConfig: security}}
		options = append([]client.Opt{client.WithHTTPClient(own)}, options...)
	}
	docker, err := client.NewClientWithOpts(options...)
	if err != nil {
		return false
	}
	defer docker.Close()
	_, err = docker.Ping(ctx)
	return err == nil
}

// encryption is what the bridged half will speak TLS with: the material that is configured, else the files of the folder that is, or
// that DOCKER_CERT_PATH names. Without either it speaks none.
func encryption(config map[string]string) (*tls.Config, error) {
	ca, cert, key := []byte(config["caMaterial"]), []byte(config["certMaterial"]), []byte(config["keyMaterial"])
	if len(cert) == 0 && len(key) == 0 {
		folder := config["certPath"]
		if folder == "" {
			folder = os.Getenv(client.EnvOverrideCertPath)
		}
		if folder == "" {
			return nil, nil
		}
		for file, text := range map[string]*[]byte{"ca.pem": &ca, "cert.pem": &cert, "key.pem": &key} {
			var err error
			if *text, err = os.ReadFile(filepath.Join(folder, file)); err != nil {
				return nil, err
			}
		}
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, err
	}
	if len(ca) == 0 {
		return &tls.Config{Certificates: []tls.Certificate{pair}, InsecureSkipVerify: true}, nil
	}
	authorities := x509.NewCertPool()
	if !authorities.AppendCertsFromPEM(ca) {
		return nil, errors.New("no certificate in caMaterial or ca.pem")
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: authorities}, nil
}
