import type Docker from "dockerode";
import { request } from "./request.ts";

/** The names of all services on the Swarm. */
export async function listServiceNames(docker: Docker): Promise<string[]> {
  const services = await request<{ Spec: { Name: string } }[]>(docker, "/services");
  return services.map(({ Spec }) => Spec.Name);
}
