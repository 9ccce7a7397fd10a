import type Docker from "dockerode";
import { request } from "./request.ts";

/** A service on the Swarm, by what finds it. */
export interface NamedService {
  name: string;
  labels: Readonly<Record<string, string>>;
}

/** All services on the Swarm. */
export async function listServices(docker: Docker): Promise<NamedService[]> {
  const services = await request<EngineService[]>(docker, "/services");
  return services.map(({ Spec: { Name, Labels } }) => ({ name: Name, labels: Labels ?? {} }));
}

interface EngineService {
  Spec: { Name: string; Labels?: Record<string, string> | null };
}
