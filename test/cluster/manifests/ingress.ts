export interface IngressOptions {
  namespace: string;
  name: string;
  host: string;
  /** Name of the Service; its port is named `http` unless `port` says otherwise. */
  service: string;
  port?: string;
  /** Of the certificate; the gateway's own is served without. */
  secretName?: string;
}

/** An Ingress of the embedded cluster's gateway: everything of a host, over http and https. */
export function ingress({
  namespace,
  name,
  host,
  service,
  port = 'http',
  secretName,
}: IngressOptions): object {
  const backend = { service: { name: service, port: { name: port } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: [host], ...(secretName === undefined ? {} : { secretName }) }],
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  };
}
