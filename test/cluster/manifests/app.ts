export interface App {
  namespace: string;
  name: string;
  image: string;
  /** Ports of the Service by name, and where they lead in the pod. */
  ports: Readonly<Record<string, { port: number; targetPort: number }>>;
  replicas?: number;
  readinessProbe: object;
  /** More of the container. */
  container?: object;
  /** More of the pod. */
  pod?: object;
}

/** A Deployment whose pods pass restricted Pod Security, and the Service before it. */
export function app({
  namespace,
  name,
  image,
  ports,
  replicas = 1,
  readinessProbe,
  container,
  pod,
}: App): object[] {
  const labels = { app: name };
  const metadata = { name, namespace };
  const entries = Object.entries(ports);
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            terminationGracePeriodSeconds: 1,
            containers: [
              {
                name,
                image,
                ports: entries.map(([port, { targetPort }]) => ({ name: port, containerPort: targetPort })),
                readinessProbe: { periodSeconds: 1, ...readinessProbe },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ['ALL'] },
                  runAsNonRoot: true,
                  seccompProfile: { type: 'RuntimeDefault' },
                },
                ...container,
              },
            ],
            ...pod,
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: labels,
        ports: entries.map(([port, numbers]) => ({ name: port, ...numbers })),
      },
    },
  ];
}
