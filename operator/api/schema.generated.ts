// Generated from crds/ by `npm run generate`. Do not edit.
import type { StructuralSchema } from './structural.ts';

/** Schema of apipolicy.dev/v1alpha1 ApiPolicy, as in its CRD. */
export const apiPolicySchema: StructuralSchema = {
  "type": "object",
  "required": [
    "spec"
  ],
  "properties": {
    "apiVersion": {
      "type": "string"
    },
    "kind": {
      "type": "string"
    },
    "metadata": {
      "type": "object"
    },
    "spec": {
      "type": "object",
      "example": "{targetRefs: [{group: networking.k8s.io, kind: Ingress, name: orders}], validation: {maxBodySize: 1Mi}}",
      "properties": {
        "targetRefs": {
          "type": "array",
          "example": "[{group: networking.k8s.io, kind: Ingress, name: orders}]",
          "minItems": 1,
          "maxItems": 16,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": [
            "group",
            "kind",
            "name"
          ],
          "items": {
            "type": "object",
            "required": [
              "group",
              "kind",
              "name"
            ],
            "properties": {
              "group": {
                "type": "string",
                "maxLength": 253,
                "enum": [
                  "networking.k8s.io"
                ]
              },
              "kind": {
                "type": "string",
                "maxLength": 63,
                "enum": [
                  "Ingress"
                ]
              },
              "name": {
                "type": "string",
                "example": "orders",
                "minLength": 1,
                "maxLength": 253,
                "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
              }
            }
          }
        },
        "targetSelectors": {
          "type": "array",
          "example": "[{group: networking.k8s.io, kind: Ingress, matchLabels: {tier: public}}]",
          "minItems": 1,
          "maxItems": 8,
          "x-kubernetes-list-type": "atomic",
          "items": {
            "type": "object",
            "required": [
              "group",
              "kind"
            ],
            "x-kubernetes-validations": [
              {
                "rule": "has(self.matchLabels) || has(self.matchExpressions)",
                "message": "write matchLabels or matchExpressions, as matchLabels: {tier: public}; an empty matchLabels: {} selects every Ingress of the namespace",
                "id": "selector-empty"
              }
            ],
            "properties": {
              "group": {
                "type": "string",
                "maxLength": 253,
                "enum": [
                  "networking.k8s.io"
                ]
              },
              "kind": {
                "type": "string",
                "maxLength": 63,
                "enum": [
                  "Ingress"
                ]
              },
              "matchLabels": {
                "type": "object",
                "example": "{tier: public}",
                "maxProperties": 16,
                "x-kubernetes-validations": [
                  {
                    "rule": "self.all(key, key.size() <= 317 && key.matches('^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'))",
                    "message": "a label key is a name of letters, digits, \"-\", \"_\" and \".\" (at most 63), after an optional DNS prefix and \"/\": write it as tier or example.com/tier",
                    "id": "label-key"
                  }
                ],
                "additionalProperties": {
                  "type": "string",
                  "example": "public",
                  "maxLength": 63,
                  "pattern": "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$"
                }
              },
              "matchExpressions": {
                "type": "array",
                "example": "[{key: tier, operator: In, values: [public, partner]}]",
                "minItems": 1,
                "maxItems": 16,
                "x-kubernetes-list-type": "atomic",
                "items": {
                  "type": "object",
                  "required": [
                    "key",
                    "operator"
                  ],
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.operator in ['In', 'NotIn'] ? has(self.values) : !has(self.values)",
                      "message": "In and NotIn need values, as values: [public]; Exists and DoesNotExist take none",
                      "id": "expression-values"
                    }
                  ],
                  "properties": {
                    "key": {
                      "type": "string",
                      "example": "tier",
                      "minLength": 1,
                      "maxLength": 317,
                      "pattern": "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$"
                    },
                    "operator": {
                      "type": "string",
                      "maxLength": 12,
                      "enum": [
                        "In",
                        "NotIn",
                        "Exists",
                        "DoesNotExist"
                      ]
                    },
                    "values": {
                      "type": "array",
                      "example": "[public, partner]",
                      "minItems": 1,
                      "maxItems": 32,
                      "x-kubernetes-list-type": "set",
                      "items": {
                        "type": "string",
                        "maxLength": 63,
                        "pattern": "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$"
                      }
                    }
                  }
                }
              }
            }
          }
        },
        "enforcement": {
          "type": "string",
          "example": "Audit",
          "maxLength": 16,
          "enum": [
            "Enforce",
            "Audit"
          ]
        },
        "activation": {
          "type": "string",
          "example": "WhenReady",
          "maxLength": 16,
          "enum": [
            "Immediate",
            "WhenReady"
          ]
        },
        "tls": {
          "type": "object",
          "example": "{plaintext: Redirect, minimumVersion: TLS1.2, hsts: {maxAgeSeconds: 31536000}}",
          "properties": {
            "plaintext": {
              "type": "string",
              "example": "Redirect",
              "maxLength": 16,
              "enum": [
                "Redirect",
                "Refuse",
                "Allow"
              ]
            },
            "minimumVersion": {
              "type": "string",
              "example": "TLS1.2",
              "maxLength": 16,
              "enum": [
                "TLS1.2",
                "TLS1.3"
              ]
            },
            "hsts": {
              "type": "object",
              "example": "{maxAgeSeconds: 31536000, includeSubDomains: true}",
              "required": [
                "maxAgeSeconds"
              ],
              "x-kubernetes-validations": [
                {
                  "rule": "!has(self.preload) || !self.preload || (has(self.includeSubDomains) && self.includeSubDomains && self.maxAgeSeconds >= 31536000)",
                  "message": "preload needs includeSubDomains: true and maxAgeSeconds of at least 31536000 (a year): the preload lists of browsers demand both",
                  "id": "hsts-preload"
                }
              ],
              "properties": {
                "maxAgeSeconds": {
                  "type": "integer",
                  "format": "int64",
                  "example": "31536000",
                  "minimum": 0,
                  "maximum": 315360000
                },
                "includeSubDomains": {
                  "type": "boolean",
                  "example": "true"
                },
                "preload": {
                  "type": "boolean",
                  "example": "false"
                }
              }
            },
            "certificate": {
              "type": "object",
              "example": "{issuerRef: {kind: ClusterIssuer, name: letsencrypt}, duration: 2160h, renewBefore: 720h}",
              "x-kubernetes-validations": [
                {
                  "rule": "!(has(self.issuerRef) && has(self.secretName))",
                  "message": "write either issuerRef, to have a certificate issued, or secretName, to use one that is there: remove one of the two",
                  "id": "certificate-one-of"
                },
                {
                  "rule": "has(self.issuerRef) || !(has(self.privateKey) || has(self.duration) || has(self.renewBefore))",
                  "message": "privateKey, duration and renewBefore are of a certificate that is issued: write issuerRef beside them, or leave them out",
                  "id": "certificate-settings"
                },
                {
                  "rule": "!has(self.renewBefore) || !self.renewBefore.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || !(has(self.duration) ? self.duration : '2160h').matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || duration(self.renewBefore) < duration((has(self.duration) ? self.duration : '2160h'))",
                  "message": "a certificate has ended before it is renewed: write a renewBefore below duration (2160h where it is not stated), as renewBefore: 720h",
                  "id": "certificate-renewal"
                }
              ],
              "properties": {
                "issuerRef": {
                  "type": "object",
                  "example": "{kind: ClusterIssuer, name: letsencrypt}",
                  "required": [
                    "kind",
                    "name"
                  ],
                  "properties": {
                    "kind": {
                      "type": "string",
                      "example": "Issuer",
                      "maxLength": 16,
                      "enum": [
                        "Issuer",
                        "ClusterIssuer"
                      ]
                    },
                    "name": {
                      "type": "string",
                      "example": "shop-services-ca",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                    }
                  }
                },
                "privateKey": {
                  "type": "object",
                  "example": "{algorithm: ECDSA, size: 256}",
                  "required": [
                    "algorithm"
                  ],
                  "x-kubernetes-validations": [
                    {
                      "rule": "!has(self.size) || (self.algorithm == 'ECDSA' && self.size in [256, 384]) || (self.algorithm == 'RSA' && self.size >= 2048 && self.size <= 4096)",
                      "message": "write a size that the algorithm has: 256 or 384 for ECDSA, 2048 to 4096 for RSA; Ed25519 has one size alone, so leave size out",
                      "id": "key-size"
                    }
                  ],
                  "properties": {
                    "algorithm": {
                      "type": "string",
                      "example": "ECDSA",
                      "maxLength": 16,
                      "enum": [
                        "ECDSA",
                        "RSA",
                        "Ed25519"
                      ]
                    },
                    "size": {
                      "type": "integer",
                      "format": "int64",
                      "example": "256",
                      "minimum": 256,
                      "maximum": 4096
                    }
                  }
                },
                "duration": {
                  "type": "string",
                  "example": "2160h",
                  "minLength": 2,
                  "maxLength": 32,
                  "pattern": "^[0-9hms]+$",
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1h') && duration(self) <= duration('87600h') && duration(self).getMilliseconds() % 1000 == 0",
                      "message": "write whole seconds from 1h to 87600h (ten years), as 720h",
                      "id": "certificate-duration"
                    }
                  ]
                },
                "renewBefore": {
                  "type": "string",
                  "example": "720h",
                  "minLength": 2,
                  "maxLength": 32,
                  "pattern": "^[0-9hms]+$",
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('5m') && duration(self) <= duration('87600h') && duration(self).getMilliseconds() % 1000 == 0",
                      "message": "write whole seconds from 5m to 87600h, as 720h",
                      "id": "certificate-renew-before"
                    }
                  ]
                },
                "secretName": {
                  "type": "string",
                  "example": "orders-tls",
                  "minLength": 1,
                  "maxLength": 253,
                  "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                }
              }
            }
          }
        },
        "authentication": {
          "type": "object",
          "example": "{jwt: [{name: partners, issuer: \"https://partners.example.com\", audiences: [orders-api]}]}",
          "properties": {
            "oidc": {
              "type": "object",
              "example": "{issuerURL: \"https://id.example.com/realms/shop\", clientID: orders, clientSecretRef: {name: orders-oidc, key: client-secret}}",
              "required": [
                "issuerURL",
                "clientID",
                "clientSecretRef"
              ],
              "properties": {
                "issuerURL": {
                  "type": "string",
                  "example": "https://id.example.com/realms/shop",
                  "minLength": 9,
                  "maxLength": 512,
                  "pattern": "^[!-~]+$",
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.matches('^https://[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?([.][a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~:@!*+,=&%-]*)*$')",
                      "message": "write an https URL with a host and at most a port and a path, as https://id.example.com/realms/shop: no http, no user, no query and no fragment",
                      "id": "issuer-url"
                    }
                  ]
                },
                "clientID": {
                  "type": "string",
                  "example": "orders",
                  "minLength": 1,
                  "maxLength": 256,
                  "pattern": "^[!#%-\\[\\]-_a-z|~]+$"
                },
                "clientSecretRef": {
                  "type": "object",
                  "example": "{name: orders-oidc, key: client-secret}",
                  "required": [
                    "name",
                    "key"
                  ],
                  "properties": {
                    "name": {
                      "type": "string",
                      "example": "orders-oidc",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                    },
                    "key": {
                      "type": "string",
                      "example": "client-secret",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^\\.?[A-Za-z0-9_-][-._A-Za-z0-9]*$"
                    }
                  }
                },
                "scopes": {
                  "type": "array",
                  "example": "[openid, email, profile, groups]",
                  "minItems": 1,
                  "maxItems": 32,
                  "x-kubernetes-list-type": "set",
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.exists(scope, scope == 'openid')",
                      "message": "write openid among the scopes: without it the issuer sends no identity",
                      "id": "scopes-without-openid"
                    }
                  ],
                  "items": {
                    "type": "string",
                    "example": "openid",
                    "minLength": 1,
                    "maxLength": 128,
                    "pattern": "^[!#%-\\[\\]-_a-z|~]+$"
                  }
                },
                "groupsClaim": {
                  "type": "string",
                  "example": "groups",
                  "minLength": 1,
                  "maxLength": 128,
                  "pattern": "^[A-Za-z0-9_.:/@#-]+$"
                },
                "allowedGroups": {
                  "type": "array",
                  "example": "[staff, partners]",
                  "minItems": 1,
                  "maxItems": 64,
                  "x-kubernetes-list-type": "set",
                  "items": {
                    "type": "string",
                    "example": "staff",
                    "minLength": 1,
                    "maxLength": 256,
                    "pattern": "^[^\\x00-\\x1f\\x7f,]+$"
                  }
                },
                "allowedEmailDomains": {
                  "type": "array",
                  "example": "[example.com]",
                  "minItems": 1,
                  "maxItems": 64,
                  "x-kubernetes-list-type": "set",
                  "items": {
                    "type": "string",
                    "example": "example.com",
                    "minLength": 1,
                    "maxLength": 253,
                    "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$"
                  }
                },
                "allowedEmails": {
                  "type": "array",
                  "example": "[ada@example.com]",
                  "minItems": 1,
                  "maxItems": 256,
                  "x-kubernetes-list-type": "set",
                  "items": {
                    "type": "string",
                    "example": "ada@example.com",
                    "minLength": 1,
                    "maxLength": 254,
                    "pattern": "^[A-Za-z0-9!#%&*+/=?^_.~-]+@[A-Za-z0-9.-]+$"
                  }
                },
                "session": {
                  "type": "object",
                  "example": "{cookieDomain: example.com, lifetime: 8h, refresh: 1h}",
                  "x-kubernetes-validations": [
                    {
                      "rule": "(has(self.store) && self.store == 'Redis') == has(self.redis)",
                      "message": "write store: Redis and redis together, or neither of the two",
                      "messageExpression": "has(self.redis) ? 'redis is not used without store: Redis: write store: Redis, or leave redis out' : 'store: Redis needs redis with its address: write redis: {address: \"redis.shop.svc:6379\"}'",
                      "id": "session-store"
                    },
                    {
                      "rule": "!has(self.refresh) || !self.refresh.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || !(has(self.lifetime) ? self.lifetime : '8h').matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || duration(self.refresh) < duration(has(self.lifetime) ? self.lifetime : '8h')",
                      "message": "a session has ended before it is refreshed: write a refresh below lifetime (8h where it is not stated), as refresh: 1h",
                      "id": "session-refresh"
                    }
                  ],
                  "properties": {
                    "cookieDomain": {
                      "type": "string",
                      "example": "example.com",
                      "minLength": 3,
                      "maxLength": 253,
                      "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$"
                    },
                    "lifetime": {
                      "type": "string",
                      "example": "8h",
                      "minLength": 2,
                      "maxLength": 32,
                      "pattern": "^[0-9hms]+$",
                      "x-kubernetes-validations": [
                        {
                          "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1m') && duration(self) <= duration('720h') && duration(self).getMilliseconds() % 1000 == 0",
                          "message": "write whole seconds from 1m to 720h (30 days), as 8h, 30m or 1h30m",
                          "id": "session-duration"
                        }
                      ]
                    },
                    "refresh": {
                      "type": "string",
                      "example": "1h",
                      "minLength": 2,
                      "maxLength": 32,
                      "pattern": "^[0-9hms]+$",
                      "x-kubernetes-validations": [
                        {
                          "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1m') && duration(self) <= duration('720h') && duration(self).getMilliseconds() % 1000 == 0",
                          "message": "write whole seconds from 1m to 720h (30 days), as 8h, 30m or 1h30m",
                          "id": "session-duration"
                        }
                      ]
                    },
                    "store": {
                      "type": "string",
                      "example": "Redis",
                      "maxLength": 16,
                      "enum": [
                        "Cookie",
                        "Redis"
                      ]
                    },
                    "redis": {
                      "type": "object",
                      "example": "{address: \"redis.shop.svc:6379\", passwordSecretRef: {name: redis, key: password}, tls: Enabled}",
                      "required": [
                        "address"
                      ],
                      "properties": {
                        "address": {
                          "type": "string",
                          "example": "redis.shop.svc:6379",
                          "minLength": 3,
                          "maxLength": 259,
                          "pattern": "^[A-Za-z0-9.:-]+$",
                          "x-kubernetes-validations": [
                            {
                              "rule": "self.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?([.][a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$')",
                              "message": "write host and port, as redis.shop.svc:6379, in small letters, without a scheme and without a path",
                              "id": "redis-address"
                            }
                          ]
                        },
                        "passwordSecretRef": {
                          "type": "object",
                          "example": "{name: redis, key: password}",
                          "required": [
                            "name",
                            "key"
                          ],
                          "properties": {
                            "name": {
                              "type": "string",
                              "example": "redis",
                              "minLength": 1,
                              "maxLength": 253,
                              "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                            },
                            "key": {
                              "type": "string",
                              "example": "password",
                              "minLength": 1,
                              "maxLength": 253,
                              "pattern": "^\\.?[A-Za-z0-9_-][-._A-Za-z0-9]*$"
                            }
                          }
                        },
                        "tls": {
                          "type": "string",
                          "example": "Enabled",
                          "maxLength": 16,
                          "enum": [
                            "Enabled",
                            "Disabled"
                          ]
                        }
                      }
                    }
                  }
                },
                "logout": {
                  "type": "object",
                  "example": "{path: /logout, redirectURL: \"https://www.example.com/\"}",
                  "required": [
                    "path"
                  ],
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.path != '/' && !self.path.matches('^/oauth2(/|$)')",
                      "message": "write a path of its own for logout, as /logout: \"/\" is the API, and /oauth2 belongs to the login",
                      "id": "logout-path"
                    }
                  ],
                  "properties": {
                    "path": {
                      "type": "string",
                      "example": "/logout",
                      "minLength": 1,
                      "maxLength": 256,
                      "pattern": "^/[!-~]*$",
                      "x-kubernetes-validations": [
                        {
                          "rule": "!self.matches('[%;?#\\\\\\\\]') && !self.contains('//') && !self.matches('/[.][.]?(/|$)')",
                          "message": "write a path that every reader reads alike, decoded and as the service sees it: it begins with one \"/\", and holds no \"//\", no segment \".\" or \"..\", and none of % ; ? # \\",
                          "id": "path-not-canonical"
                        }
                      ]
                    },
                    "redirectURL": {
                      "type": "string",
                      "example": "https://www.example.com/",
                      "minLength": 9,
                      "maxLength": 512,
                      "pattern": "^[!-~]+$",
                      "x-kubernetes-validations": [
                        {
                          "rule": "self.matches('^https://[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?([.][a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~:@!*+,=&%-]*)*([?][A-Za-z0-9._~:@!*+,=&%/-]*)?$')",
                          "message": "write an absolute https URL, as https://www.example.com/: no http, no user and no fragment",
                          "id": "logout-redirect-url"
                        }
                      ]
                    }
                  }
                }
              }
            },
            "jwt": {
              "type": "array",
              "example": "[{name: partners, issuer: \"https://partners.example.com\", audiences: [orders-api]}]",
              "minItems": 1,
              "maxItems": 8,
              "x-kubernetes-list-type": "map",
              "x-kubernetes-list-map-keys": [
                "name"
              ],
              "x-kubernetes-validations": [
                {
                  "rule": "self.all(entry, self.exists_one(other, other.issuer == entry.issuer))",
                  "message": "two entries are for one issuer, so it is open which of them judges its tokens: keep one entry an issuer, with all its audiences",
                  "id": "jwt-issuer-twice"
                }
              ],
              "items": {
                "type": "object",
                "required": [
                  "name",
                  "issuer",
                  "audiences"
                ],
                "properties": {
                  "name": {
                    "type": "string",
                    "example": "partners",
                    "minLength": 1,
                    "maxLength": 63,
                    "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
                  },
                  "issuer": {
                    "type": "string",
                    "example": "https://partners.example.com",
                    "minLength": 9,
                    "maxLength": 512,
                    "pattern": "^[!-~]+$",
                    "x-kubernetes-validations": [
                      {
                        "rule": "self.matches('^https://[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?([.][a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~:@!*+,=&%-]*)*$')",
                        "message": "write an https URL with a host and at most a port and a path, as https://id.example.com/realms/shop: no http, no user, no query and no fragment",
                        "id": "issuer-url"
                      }
                    ]
                  },
                  "audiences": {
                    "type": "array",
                    "example": "[orders-api]",
                    "minItems": 1,
                    "maxItems": 16,
                    "x-kubernetes-list-type": "set",
                    "items": {
                      "type": "string",
                      "example": "orders-api",
                      "minLength": 1,
                      "maxLength": 256,
                      "pattern": "^[!#%-\\[\\]-_a-z|~]+$"
                    }
                  },
                  "jwksURI": {
                    "type": "string",
                    "example": "https://partners.example.com/jwks.json",
                    "minLength": 9,
                    "maxLength": 512,
                    "pattern": "^[!-~]+$",
                    "x-kubernetes-validations": [
                      {
                        "rule": "self.matches('^https://[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?([.][a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~:@!*+,=&%-]*)*([?][A-Za-z0-9._~:@!*+,=&%/-]*)?$')",
                        "message": "write an https URL with a host and at most a port, a path and a query, as https://partners.example.com/jwks.json: no http, no user and no fragment",
                        "id": "jwks-uri"
                      }
                    ]
                  },
                  "algorithms": {
                    "type": "array",
                    "example": "[RS256, ES256]",
                    "minItems": 1,
                    "maxItems": 10,
                    "x-kubernetes-list-type": "set",
                    "items": {
                      "type": "string",
                      "maxLength": 16,
                      "enum": [
                        "RS256",
                        "RS384",
                        "RS512",
                        "PS256",
                        "PS384",
                        "PS512",
                        "ES256",
                        "ES384",
                        "ES512",
                        "EdDSA"
                      ]
                    }
                  },
                  "clockSkewSeconds": {
                    "type": "integer",
                    "format": "int64",
                    "example": "30",
                    "minimum": 0,
                    "maximum": 300
                  },
                  "requiredClaims": {
                    "type": "array",
                    "example": "[{name: tenant, values: [acme]}]",
                    "minItems": 1,
                    "maxItems": 16,
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": [
                      "name"
                    ],
                    "items": {
                      "type": "object",
                      "required": [
                        "name",
                        "values"
                      ],
                      "properties": {
                        "name": {
                          "type": "string",
                          "example": "tenant",
                          "minLength": 1,
                          "maxLength": 128,
                          "pattern": "^[A-Za-z0-9_.:/@#-]+$"
                        },
                        "values": {
                          "type": "array",
                          "example": "[acme]",
                          "minItems": 1,
                          "maxItems": 32,
                          "x-kubernetes-list-type": "set",
                          "items": {
                            "type": "string",
                            "example": "acme",
                            "minLength": 1,
                            "maxLength": 256,
                            "pattern": "^[^\\x00-\\x1f\\x7f]+$"
                          }
                        }
                      }
                    }
                  }
                }
              }
            },
            "apiKeys": {
              "type": "object",
              "example": "{header: X-API-Key, secretRef: {name: orders-keys}}",
              "required": [
                "secretRef"
              ],
              "properties": {
                "header": {
                  "type": "string",
                  "example": "X-API-Key",
                  "minLength": 1,
                  "maxLength": 64,
                  "pattern": "^[A-Za-z0-9-]+$",
                  "x-kubernetes-validations": [
                    {
                      "rule": "!self.lowerAscii().matches('^(authorization|cookie|set-cookie|host|x-auth-request-.*|x-original-.*|x-forwarded-.*|x-gate-.*|x-real-ip|x-request-id|x-code|x-format|x-ingress-name|x-namespace|x-service-name|x-service-port|x-scheme|ssl-client-.*|forwarded|via|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|content-.*|accept|accept-.*|sec-.*|origin|access-control-.*)$')",
                      "message": "this header has a meaning of its own for the gateway, the login or the service: write a header that carries nothing else, as X-API-Key",
                      "id": "api-key-header"
                    }
                  ]
                },
                "secretRef": {
                  "type": "object",
                  "example": "{name: orders-keys}",
                  "required": [
                    "name"
                  ],
                  "properties": {
                    "name": {
                      "type": "string",
                      "example": "orders-keys",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                    }
                  }
                }
              }
            },
            "caBundleRef": {
              "type": "object",
              "example": "{name: corporate-ca, key: ca.crt}",
              "required": [
                "name",
                "key"
              ],
              "properties": {
                "name": {
                  "type": "string",
                  "example": "corporate-ca",
                  "minLength": 1,
                  "maxLength": 253,
                  "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                },
                "key": {
                  "type": "string",
                  "example": "ca.crt",
                  "minLength": 1,
                  "maxLength": 253,
                  "pattern": "^\\.?[A-Za-z0-9_-][-._A-Za-z0-9]*$"
                }
              }
            },
            "forward": {
              "type": "object",
              "example": "{accessToken: true}",
              "properties": {
                "accessToken": {
                  "type": "boolean",
                  "example": "true"
                }
              }
            },
            "anonymous": {
              "type": "array",
              "example": "[{name: health, path: {type: Exact, value: /healthz}, methods: [GET]}]",
              "minItems": 1,
              "maxItems": 32,
              "x-kubernetes-list-type": "atomic",
              "x-kubernetes-validations": [
                {
                  "rule": "self.all(entry, self.exists_one(other, other.name == entry.name))",
                  "message": "keep the names of anonymous unique: an entry of this list has the name of another",
                  "id": "anonymous-name-twice"
                }
              ],
              "items": {
                "type": "object",
                "required": [
                  "name",
                  "path"
                ],
                "properties": {
                  "name": {
                    "type": "string",
                    "example": "health",
                    "minLength": 1,
                    "maxLength": 63,
                    "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
                  },
                  "hosts": {
                    "type": "array",
                    "example": "[api.example.com]",
                    "minItems": 1,
                    "maxItems": 16,
                    "x-kubernetes-list-type": "set",
                    "items": {
                      "type": "string",
                      "example": "api.example.com",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^(\\*\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                    }
                  },
                  "path": {
                    "type": "object",
                    "example": "{type: PathPrefix, value: /orders}",
                    "required": [
                      "type",
                      "value"
                    ],
                    "properties": {
                      "type": {
                        "type": "string",
                        "example": "PathPrefix",
                        "maxLength": 16,
                        "enum": [
                          "Exact",
                          "PathPrefix"
                        ]
                      },
                      "value": {
                        "type": "string",
                        "example": "/orders",
                        "minLength": 1,
                        "maxLength": 256,
                        "pattern": "^/[!-~]*$",
                        "x-kubernetes-validations": [
                          {
                            "rule": "!self.matches('[%;?#\\\\\\\\]') && !self.contains('//') && !self.matches('/[.][.]?(/|$)')",
                            "message": "write a path that every reader reads alike, decoded and as the service sees it: it begins with one \"/\", and holds no \"//\", no segment \".\" or \"..\", and none of % ; ? # \\",
                            "id": "path-not-canonical"
                          }
                        ]
                      }
                    }
                  },
                  "methods": {
                    "type": "array",
                    "example": "[GET, HEAD]",
                    "minItems": 1,
                    "maxItems": 7,
                    "x-kubernetes-list-type": "set",
                    "items": {
                      "type": "string",
                      "maxLength": 16,
                      "enum": [
                        "GET",
                        "HEAD",
                        "POST",
                        "PUT",
                        "PATCH",
                        "DELETE",
                        "OPTIONS"
                      ]
                    }
                  }
                }
              }
            }
          }
        },
        "authorization": {
          "type": "object",
          "example": "{rules: [{name: admins, matches: [{path: {type: PathPrefix, value: /admin}}], require: {groups: [admins]}}]}",
          "properties": {
            "default": {
              "type": "string",
              "example": "Deny",
              "maxLength": 16,
              "enum": [
                "Allow",
                "Deny"
              ]
            },
            "rules": {
              "type": "array",
              "example": "[{name: metrics, matches: [{path: {type: PathPrefix, value: /metrics}}], deny: true}]",
              "minItems": 1,
              "maxItems": 64,
              "x-kubernetes-list-type": "atomic",
              "x-kubernetes-validations": [
                {
                  "rule": "self.all(entry, self.exists_one(other, other.name == entry.name))",
                  "message": "keep the names of rules unique: an entry of this list has the name of another",
                  "id": "authorization-name-twice"
                }
              ],
              "items": {
                "type": "object",
                "required": [
                  "name"
                ],
                "x-kubernetes-validations": [
                  {
                    "rule": "has(self.require) != (has(self.deny) && self.deny)",
                    "message": "write exactly one of require, as require: {groups: [admins]}, and deny: true",
                    "id": "deny-or-require"
                  }
                ],
                "properties": {
                  "name": {
                    "type": "string",
                    "example": "admins",
                    "minLength": 1,
                    "maxLength": 63,
                    "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
                  },
                  "matches": {
                    "type": "array",
                    "example": "[{path: {type: PathPrefix, value: /export}, methods: [POST]}]",
                    "minItems": 1,
                    "maxItems": 16,
                    "x-kubernetes-list-type": "atomic",
                    "items": {
                      "type": "object",
                      "x-kubernetes-validations": [
                        {
                          "rule": "has(self.hosts) || has(self.path) || has(self.methods)",
                          "message": "write hosts, path or methods, as path: {type: PathPrefix, value: /orders}; for every request leave matches out",
                          "id": "match-empty"
                        }
                      ],
                      "properties": {
                        "hosts": {
                          "type": "array",
                          "example": "[api.example.com]",
                          "minItems": 1,
                          "maxItems": 16,
                          "x-kubernetes-list-type": "set",
                          "items": {
                            "type": "string",
                            "example": "api.example.com",
                            "minLength": 1,
                            "maxLength": 253,
                            "pattern": "^(\\*\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                          }
                        },
                        "path": {
                          "type": "object",
                          "example": "{type: PathPrefix, value: /orders}",
                          "required": [
                            "type",
                            "value"
                          ],
                          "properties": {
                            "type": {
                              "type": "string",
                              "example": "PathPrefix",
                              "maxLength": 16,
                              "enum": [
                                "Exact",
                                "PathPrefix"
                              ]
                            },
                            "value": {
                              "type": "string",
                              "example": "/orders",
                              "minLength": 1,
                              "maxLength": 256,
                              "pattern": "^/[!-~]*$",
                              "x-kubernetes-validations": [
                                {
                                  "rule": "!self.matches('[%;?#\\\\\\\\]') && !self.contains('//') && !self.matches('/[.][.]?(/|$)')",
                                  "message": "write a path that every reader reads alike, decoded and as the service sees it: it begins with one \"/\", and holds no \"//\", no segment \".\" or \"..\", and none of % ; ? # \\",
                                  "id": "path-not-canonical"
                                }
                              ]
                            }
                          }
                        },
                        "methods": {
                          "type": "array",
                          "example": "[GET, HEAD]",
                          "minItems": 1,
                          "maxItems": 7,
                          "x-kubernetes-list-type": "set",
                          "items": {
                            "type": "string",
                            "maxLength": 16,
                            "enum": [
                              "GET",
                              "HEAD",
                              "POST",
                              "PUT",
                              "PATCH",
                              "DELETE",
                              "OPTIONS"
                            ]
                          }
                        }
                      }
                    }
                  },
                  "require": {
                    "type": "object",
                    "example": "{groups: [admins], scopes: [orders.write]}",
                    "x-kubernetes-validations": [
                      {
                        "rule": "has(self.groups) || has(self.claims) || has(self.scopes) || has(self.clientCertificates)",
                        "message": "write groups, claims, scopes or clientCertificates, as groups: [admins]; an empty require would let every caller through",
                        "id": "require-empty"
                      }
                    ],
                    "properties": {
                      "groups": {
                        "type": "array",
                        "example": "[admins]",
                        "minItems": 1,
                        "maxItems": 64,
                        "x-kubernetes-list-type": "set",
                        "items": {
                          "type": "string",
                          "example": "admins",
                          "minLength": 1,
                          "maxLength": 256,
                          "pattern": "^[^\\x00-\\x1f\\x7f,]+$"
                        }
                      },
                      "claims": {
                        "type": "array",
                        "example": "[{name: acr, values: [\"2\", \"3\"]}]",
                        "minItems": 1,
                        "maxItems": 16,
                        "x-kubernetes-list-type": "map",
                        "x-kubernetes-list-map-keys": [
                          "name"
                        ],
                        "items": {
                          "type": "object",
                          "required": [
                            "name",
                            "values"
                          ],
                          "properties": {
                            "name": {
                              "type": "string",
                              "example": "tenant",
                              "minLength": 1,
                              "maxLength": 128,
                              "pattern": "^[A-Za-z0-9_.:/@#-]+$"
                            },
                            "values": {
                              "type": "array",
                              "example": "[acme]",
                              "minItems": 1,
                              "maxItems": 32,
                              "x-kubernetes-list-type": "set",
                              "items": {
                                "type": "string",
                                "example": "acme",
                                "minLength": 1,
                                "maxLength": 256,
                                "pattern": "^[^\\x00-\\x1f\\x7f]+$"
                              }
                            }
                          }
                        }
                      },
                      "scopes": {
                        "type": "array",
                        "example": "[orders.write]",
                        "minItems": 1,
                        "maxItems": 32,
                        "x-kubernetes-list-type": "set",
                        "items": {
                          "type": "string",
                          "example": "orders.write",
                          "minLength": 1,
                          "maxLength": 128,
                          "pattern": "^[!#%-\\[\\]-_a-z|~]+$"
                        }
                      },
                      "clientCertificates": {
                        "type": "array",
                        "example": "[billing]",
                        "minItems": 1,
                        "maxItems": 64,
                        "x-kubernetes-list-type": "set",
                        "items": {
                          "type": "string",
                          "example": "billing",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                        }
                      }
                    }
                  },
                  "deny": {
                    "type": "boolean",
                    "example": "true"
                  }
                }
              }
            }
          }
        },
        "mutualTLS": {
          "type": "object",
          "example": "{clients: {ca: {issuerRef: {kind: Issuer, name: shop-clients-ca}}, subjects: [{name: billing, commonName: billing}]}}",
          "x-kubernetes-validations": [
            {
              "rule": "!has(self.clients) || !has(self.clients.issue) || !has(self.backend) || !has(self.backend.issue) || self.clients.issue.all(entry, !self.backend.issue.exists(other, other.secretName == entry.secretName))",
              "message": "two certificates would be issued into one Secret in turns: write another secretName in clients.issue or in backend.issue",
              "id": "issue-secret-twice"
            }
          ],
          "properties": {
            "clients": {
              "type": "object",
              "example": "{ca: {issuerRef: {kind: Issuer, name: shop-clients-ca}}, subjects: [{name: billing, commonName: billing}]}",
              "x-kubernetes-validations": [
                {
                  "rule": "!has(self.issue) || !has(self.ca) || !has(self.ca.secretName)",
                  "message": "a CA that is brought as a Secret issues nothing: leave issue out, or write ca.issuerRef or ca.managed",
                  "id": "issue-without-issuer"
                },
                {
                  "rule": "!has(self.issue) || !has(self.ca) || !has(self.ca.managed) || self.issue.all(entry, !(has(entry.duration) ? entry.duration : '2160h').matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || !(has(self.ca.managed.duration) ? self.ca.managed.duration : '43800h').matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || duration((has(entry.duration) ? entry.duration : '2160h')) < duration((has(self.ca.managed.duration) ? self.ca.managed.duration : '43800h')))",
                  "message": "a certificate would outlive the CA that signs it: write a duration in each entry of issue (2160h where it is not stated) below ca.managed.duration (43800h where it is not stated)",
                  "id": "issue-outlives-ca"
                }
              ],
              "properties": {
                "mode": {
                  "type": "string",
                  "example": "Required",
                  "maxLength": 16,
                  "enum": [
                    "Required",
                    "Optional"
                  ]
                },
                "ca": {
                  "type": "object",
                  "example": "{issuerRef: {kind: Issuer, name: shop-clients-ca}}",
                  "x-kubernetes-validations": [
                    {
                      "rule": "[has(self.issuerRef), has(self.secretName), has(self.managed)].exists_one(stated, stated)",
                      "message": "write exactly one of issuerRef, as {kind: Issuer, name: shop-clients-ca}, secretName, as brought-ca, and managed, as {duration: 43800h}",
                      "id": "client-ca-one-of"
                    }
                  ],
                  "properties": {
                    "issuerRef": {
                      "type": "object",
                      "example": "{kind: Issuer, name: shop-clients-ca}",
                      "required": [
                        "kind",
                        "name"
                      ],
                      "properties": {
                        "kind": {
                          "type": "string",
                          "example": "Issuer",
                          "maxLength": 16,
                          "enum": [
                            "Issuer",
                            "ClusterIssuer"
                          ]
                        },
                        "name": {
                          "type": "string",
                          "example": "shop-services-ca",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                        }
                      }
                    },
                    "secretName": {
                      "type": "string",
                      "example": "brought-ca",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                    },
                    "managed": {
                      "type": "object",
                      "example": "{duration: 43800h, overlap: 168h, revision: 1}",
                      "x-kubernetes-validations": [
                        {
                          "rule": "!(has(self.overlap) ? self.overlap : '168h').matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || !(has(self.duration) ? self.duration : '43800h').matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || duration((has(self.overlap) ? self.overlap : '168h')) < duration((has(self.duration) ? self.duration : '43800h'))",
                          "message": "write an overlap (168h where it is not stated) below duration (43800h where it is not stated), as overlap: 168h",
                          "id": "managed-overlap"
                        }
                      ],
                      "properties": {
                        "duration": {
                          "type": "string",
                          "example": "43800h",
                          "minLength": 2,
                          "maxLength": 32,
                          "pattern": "^[0-9hms]+$",
                          "x-kubernetes-validations": [
                            {
                              "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1h') && duration(self) <= duration('87600h') && duration(self).getMilliseconds() % 1000 == 0",
                              "message": "write whole seconds from 1h to 87600h (ten years), as 43800h",
                              "id": "managed-duration"
                            }
                          ]
                        },
                        "overlap": {
                          "type": "string",
                          "example": "168h",
                          "minLength": 2,
                          "maxLength": 32,
                          "pattern": "^[0-9hms]+$",
                          "x-kubernetes-validations": [
                            {
                              "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('0s') && duration(self) <= duration('8760h') && duration(self).getMilliseconds() % 1000 == 0",
                              "message": "write whole seconds from 0s to 8760h (a year), as 168h",
                              "id": "managed-overlap-bounds"
                            }
                          ]
                        },
                        "revision": {
                          "type": "integer",
                          "format": "int64",
                          "example": "2",
                          "minimum": 1,
                          "maximum": 1000000
                        }
                      }
                    }
                  }
                },
                "verifyDepth": {
                  "type": "integer",
                  "format": "int64",
                  "example": "1",
                  "minimum": 1,
                  "maximum": 8
                },
                "subjects": {
                  "type": "array",
                  "example": "[{name: billing, commonName: billing}]",
                  "minItems": 1,
                  "maxItems": 64,
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": [
                    "name"
                  ],
                  "items": {
                    "type": "object",
                    "required": [
                      "name"
                    ],
                    "x-kubernetes-validations": [
                      {
                        "rule": "[has(self.commonName), has(self.uri), has(self.dnsName)].exists_one(stated, stated)",
                        "message": "write exactly one of commonName, as billing, uri, as spiffe://example.com/ns/shop/sa/billing, and dnsName, as billing.example.com",
                        "id": "subject-one-of"
                      }
                    ],
                    "properties": {
                      "name": {
                        "type": "string",
                        "example": "billing",
                        "minLength": 1,
                        "maxLength": 253,
                        "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                      },
                      "commonName": {
                        "type": "string",
                        "example": "billing",
                        "minLength": 1,
                        "maxLength": 64,
                        "pattern": "^[^\\x00-\\x1f\\x7f]+$"
                      },
                      "uri": {
                        "type": "string",
                        "example": "spiffe://example.com/ns/shop/sa/billing",
                        "minLength": 4,
                        "maxLength": 512,
                        "pattern": "^[a-z][a-z0-9+.-]*:[!#-\\[\\]-~]+$"
                      },
                      "dnsName": {
                        "type": "string",
                        "example": "billing.example.com",
                        "minLength": 1,
                        "maxLength": 253,
                        "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                      }
                    }
                  }
                },
                "issue": {
                  "type": "array",
                  "example": "[{name: billing, secretName: billing-client-tls, commonName: billing, duration: 720h}]",
                  "minItems": 1,
                  "maxItems": 16,
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": [
                    "secretName"
                  ],
                  "items": {
                    "type": "object",
                    "required": [
                      "secretName"
                    ],
                    "x-kubernetes-validations": [
                      {
                        "rule": "has(self.commonName) || has(self.uris) || has(self.dnsNames)",
                        "message": "say whom the certificate names: write commonName, uris or dnsNames, as dnsNames: [orders.shop.svc]",
                        "id": "issue-without-names"
                      }
                    ],
                    "properties": {
                      "name": {
                        "type": "string",
                        "example": "billing",
                        "minLength": 1,
                        "maxLength": 253,
                        "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                      },
                      "secretName": {
                        "type": "string",
                        "example": "billing-client-tls",
                        "minLength": 1,
                        "maxLength": 253,
                        "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                      },
                      "commonName": {
                        "type": "string",
                        "example": "billing",
                        "minLength": 1,
                        "maxLength": 64,
                        "pattern": "^[^\\x00-\\x1f\\x7f]+$"
                      },
                      "uris": {
                        "type": "array",
                        "example": "[\"spiffe://example.com/ns/shop/sa/billing\"]",
                        "minItems": 1,
                        "maxItems": 4,
                        "x-kubernetes-list-type": "set",
                        "items": {
                          "type": "string",
                          "example": "spiffe://example.com/ns/shop/sa/billing",
                          "minLength": 11,
                          "maxLength": 512,
                          "pattern": "^[A-Za-z0-9:/._-]+$",
                          "x-kubernetes-validations": [
                            {
                              "rule": "self.matches('^spiffe://[a-z0-9._-]+(/[A-Za-z0-9._-]+)+$') && !self.matches('/[.][.]?(/|$)')",
                              "message": "write a SPIFFE id, as spiffe://example.com/ns/shop/sa/billing: no port, no query, no fragment, no \"%\", and no segment that is empty, \".\" or \"..\"",
                              "id": "spiffe-id"
                            }
                          ]
                        }
                      },
                      "dnsNames": {
                        "type": "array",
                        "example": "[orders.shop.svc, orders.shop.svc.cluster.local]",
                        "minItems": 1,
                        "maxItems": 16,
                        "x-kubernetes-list-type": "set",
                        "items": {
                          "type": "string",
                          "example": "orders.shop.svc",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                        }
                      },
                      "duration": {
                        "type": "string",
                        "example": "720h",
                        "minLength": 2,
                        "maxLength": 32,
                        "pattern": "^[0-9hms]+$",
                        "x-kubernetes-validations": [
                          {
                            "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1h') && duration(self) <= duration('87600h') && duration(self).getMilliseconds() % 1000 == 0",
                            "message": "write whole seconds from 1h to 87600h (ten years), as 720h",
                            "id": "certificate-duration"
                          }
                        ]
                      }
                    }
                  }
                }
              }
            },
            "backend": {
              "type": "object",
              "example": "{certificate: {issuerRef: {kind: Issuer, name: shop-services-ca}}, serverName: orders.shop.svc}",
              "required": [
                "certificate",
                "serverName"
              ],
              "x-kubernetes-validations": [
                {
                  "rule": "!has(self.ca) || (has(self.certificate.secretName) && self.ca.secretName == self.certificate.secretName)",
                  "message": "the gateway takes certificate, key and CA from one Secret: put ca.crt into the Secret of certificate, and name that Secret here, or leave ca out",
                  "id": "backend-ca-elsewhere"
                },
                {
                  "rule": "!has(self.issue) || has(self.certificate.issuerRef)",
                  "message": "certificates for the services are issued by the issuer of certificate: write certificate.issuerRef, or leave issue out",
                  "id": "backend-issue-without-issuer"
                }
              ],
              "properties": {
                "certificate": {
                  "type": "object",
                  "example": "{issuerRef: {kind: Issuer, name: shop-services-ca}}",
                  "x-kubernetes-validations": [
                    {
                      "rule": "has(self.issuerRef) != has(self.secretName)",
                      "message": "write exactly one of issuerRef, as {kind: Issuer, name: shop-services-ca}, and secretName, as orders-gateway-tls",
                      "id": "backend-certificate-one-of"
                    }
                  ],
                  "properties": {
                    "issuerRef": {
                      "type": "object",
                      "example": "{kind: Issuer, name: shop-services-ca}",
                      "required": [
                        "kind",
                        "name"
                      ],
                      "properties": {
                        "kind": {
                          "type": "string",
                          "example": "Issuer",
                          "maxLength": 16,
                          "enum": [
                            "Issuer",
                            "ClusterIssuer"
                          ]
                        },
                        "name": {
                          "type": "string",
                          "example": "shop-services-ca",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                        }
                      }
                    },
                    "secretName": {
                      "type": "string",
                      "example": "orders-gateway-tls",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                    }
                  }
                },
                "serverName": {
                  "type": "string",
                  "example": "orders.shop.svc",
                  "minLength": 1,
                  "maxLength": 253,
                  "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                },
                "ca": {
                  "type": "object",
                  "example": "{secretName: orders-gateway-tls}",
                  "required": [
                    "secretName"
                  ],
                  "properties": {
                    "secretName": {
                      "type": "string",
                      "example": "orders-gateway-tls",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                    }
                  }
                },
                "issue": {
                  "type": "array",
                  "example": "[{secretName: orders-server-tls, dnsNames: [orders.shop.svc, orders.shop.svc.cluster.local]}]",
                  "minItems": 1,
                  "maxItems": 16,
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": [
                    "secretName"
                  ],
                  "items": {
                    "type": "object",
                    "required": [
                      "secretName"
                    ],
                    "x-kubernetes-validations": [
                      {
                        "rule": "has(self.commonName) || has(self.uris) || has(self.dnsNames)",
                        "message": "say whom the certificate names: write commonName, uris or dnsNames, as dnsNames: [orders.shop.svc]",
                        "id": "issue-without-names"
                      }
                    ],
                    "properties": {
                      "secretName": {
                        "type": "string",
                        "example": "orders-server-tls",
                        "minLength": 1,
                        "maxLength": 253,
                        "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                      },
                      "commonName": {
                        "type": "string",
                        "example": "billing",
                        "minLength": 1,
                        "maxLength": 64,
                        "pattern": "^[^\\x00-\\x1f\\x7f]+$"
                      },
                      "uris": {
                        "type": "array",
                        "example": "[\"spiffe://example.com/ns/shop/sa/billing\"]",
                        "minItems": 1,
                        "maxItems": 4,
                        "x-kubernetes-list-type": "set",
                        "items": {
                          "type": "string",
                          "example": "spiffe://example.com/ns/shop/sa/billing",
                          "minLength": 11,
                          "maxLength": 512,
                          "pattern": "^[A-Za-z0-9:/._-]+$",
                          "x-kubernetes-validations": [
                            {
                              "rule": "self.matches('^spiffe://[a-z0-9._-]+(/[A-Za-z0-9._-]+)+$') && !self.matches('/[.][.]?(/|$)')",
                              "message": "write a SPIFFE id, as spiffe://example.com/ns/shop/sa/billing: no port, no query, no fragment, no \"%\", and no segment that is empty, \".\" or \"..\"",
                              "id": "spiffe-id"
                            }
                          ]
                        }
                      },
                      "dnsNames": {
                        "type": "array",
                        "example": "[orders.shop.svc, orders.shop.svc.cluster.local]",
                        "minItems": 1,
                        "maxItems": 16,
                        "x-kubernetes-list-type": "set",
                        "items": {
                          "type": "string",
                          "example": "orders.shop.svc",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                        }
                      },
                      "duration": {
                        "type": "string",
                        "example": "720h",
                        "minLength": 2,
                        "maxLength": 32,
                        "pattern": "^[0-9hms]+$",
                        "x-kubernetes-validations": [
                          {
                            "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1h') && duration(self) <= duration('87600h') && duration(self).getMilliseconds() % 1000 == 0",
                            "message": "write whole seconds from 1h to 87600h (ten years), as 720h",
                            "id": "certificate-duration"
                          }
                        ]
                      }
                    }
                  }
                }
              }
            }
          }
        },
        "rateLimit": {
          "type": "object",
          "example": "{rules: [{name: per-address, requests: 20, per: Second, by: ClientAddress}], connections: 50}",
          "properties": {
            "rules": {
              "type": "array",
              "example": "[{name: per-address, requests: 20, per: Second, by: ClientAddress, burst: 40}]",
              "minItems": 1,
              "maxItems": 16,
              "x-kubernetes-list-type": "map",
              "x-kubernetes-list-map-keys": [
                "name"
              ],
              "x-kubernetes-validations": [
                {
                  "rule": "!self.exists(rule, rule.by == 'Header') || self.exists(rule, rule.by == 'ClientAddress' && !has(rule.matches))",
                  "message": "a client writes its headers itself, and a new value is a new counter: write a rule by: ClientAddress without matches beside a rule by: Header",
                  "id": "header-rule-alone"
                },
                {
                  "rule": "self.all(rule, !has(rule.burst) || rule.by != 'ClientAddress' || has(rule.matches) || self.filter(other, other.by == 'ClientAddress' && other.per == rule.per && !has(other.matches))[0].name == rule.name)",
                  "message": "the gateway has one counter by address a second and one a minute, for the first rule of that unit: leave burst out of the others",
                  "id": "burst-on-second-rule"
                }
              ],
              "items": {
                "type": "object",
                "required": [
                  "name",
                  "requests",
                  "per",
                  "by"
                ],
                "x-kubernetes-validations": [
                  {
                    "rule": "(self.by == 'Claim') == has(self.claim) && (self.by == 'Header') == has(self.header)",
                    "message": "by: Claim needs claim, as claim: tenant, and by: Header needs header, as header: X-Tenant; leave them out of other rules",
                    "id": "rate-key"
                  },
                  {
                    "rule": "!has(self.burst) || self.burst >= self.requests",
                    "message": "burst is the number of requests taken at once and includes requests: write a burst of at least requests, or leave it out (then it equals requests)",
                    "id": "burst-below-requests"
                  },
                  {
                    "rule": "!has(self.burst) || (self.by == 'ClientAddress' && self.per in ['Second', 'Minute'] && !has(self.matches))",
                    "message": "only a rule by: ClientAddress per Second or Minute without matches has a burst: leave burst out here",
                    "id": "burst-without-effect"
                  }
                ],
                "properties": {
                  "name": {
                    "type": "string",
                    "example": "per-address",
                    "minLength": 1,
                    "maxLength": 63,
                    "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
                  },
                  "requests": {
                    "type": "integer",
                    "format": "int64",
                    "example": "20",
                    "minimum": 1,
                    "maximum": 1000000
                  },
                  "per": {
                    "type": "string",
                    "example": "Second",
                    "maxLength": 16,
                    "enum": [
                      "Second",
                      "Minute",
                      "Hour",
                      "Day"
                    ]
                  },
                  "by": {
                    "type": "string",
                    "example": "User",
                    "maxLength": 32,
                    "enum": [
                      "User",
                      "ClientAddress",
                      "Header",
                      "Claim",
                      "APIKey",
                      "ClientCertificate"
                    ]
                  },
                  "claim": {
                    "type": "string",
                    "example": "tenant",
                    "minLength": 1,
                    "maxLength": 128,
                    "pattern": "^[A-Za-z0-9_.:/@#-]+$"
                  },
                  "header": {
                    "type": "string",
                    "example": "X-Tenant",
                    "minLength": 1,
                    "maxLength": 64,
                    "pattern": "^[A-Za-z0-9-]+$",
                    "x-kubernetes-validations": [
                      {
                        "rule": "!self.lowerAscii().matches('^(authorization|cookie|set-cookie|host|x-auth-request-.*|x-original-.*|x-forwarded-.*|x-gate-.*|x-real-ip|x-request-id|x-code|x-format|x-ingress-name|x-namespace|x-service-name|x-service-port|x-scheme|ssl-client-.*|forwarded|via|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|content-.*|accept|accept-.*|sec-.*|origin|access-control-.*)$')",
                        "message": "this header belongs to the gateway, the login or the connection, so a limit by it counts nothing or the wrong thing: write by: User, by: APIKey or by: ClientAddress instead, or a header of your own, as X-Tenant",
                        "id": "rate-header"
                      }
                    ]
                  },
                  "matches": {
                    "type": "array",
                    "example": "[{path: {type: PathPrefix, value: /export}, methods: [POST]}]",
                    "minItems": 1,
                    "maxItems": 16,
                    "x-kubernetes-list-type": "atomic",
                    "items": {
                      "type": "object",
                      "x-kubernetes-validations": [
                        {
                          "rule": "has(self.hosts) || has(self.path) || has(self.methods)",
                          "message": "write hosts, path or methods, as path: {type: PathPrefix, value: /orders}; for every request leave matches out",
                          "id": "match-empty"
                        }
                      ],
                      "properties": {
                        "hosts": {
                          "type": "array",
                          "example": "[api.example.com]",
                          "minItems": 1,
                          "maxItems": 16,
                          "x-kubernetes-list-type": "set",
                          "items": {
                            "type": "string",
                            "example": "api.example.com",
                            "minLength": 1,
                            "maxLength": 253,
                            "pattern": "^(\\*\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                          }
                        },
                        "path": {
                          "type": "object",
                          "example": "{type: PathPrefix, value: /orders}",
                          "required": [
                            "type",
                            "value"
                          ],
                          "properties": {
                            "type": {
                              "type": "string",
                              "example": "PathPrefix",
                              "maxLength": 16,
                              "enum": [
                                "Exact",
                                "PathPrefix"
                              ]
                            },
                            "value": {
                              "type": "string",
                              "example": "/orders",
                              "minLength": 1,
                              "maxLength": 256,
                              "pattern": "^/[!-~]*$",
                              "x-kubernetes-validations": [
                                {
                                  "rule": "!self.matches('[%;?#\\\\\\\\]') && !self.contains('//') && !self.matches('/[.][.]?(/|$)')",
                                  "message": "write a path that every reader reads alike, decoded and as the service sees it: it begins with one \"/\", and holds no \"//\", no segment \".\" or \"..\", and none of % ; ? # \\",
                                  "id": "path-not-canonical"
                                }
                              ]
                            }
                          }
                        },
                        "methods": {
                          "type": "array",
                          "example": "[GET, HEAD]",
                          "minItems": 1,
                          "maxItems": 7,
                          "x-kubernetes-list-type": "set",
                          "items": {
                            "type": "string",
                            "maxLength": 16,
                            "enum": [
                              "GET",
                              "HEAD",
                              "POST",
                              "PUT",
                              "PATCH",
                              "DELETE",
                              "OPTIONS"
                            ]
                          }
                        }
                      }
                    }
                  },
                  "burst": {
                    "type": "integer",
                    "format": "int64",
                    "example": "40",
                    "minimum": 1,
                    "maximum": 1000000
                  }
                }
              }
            },
            "connections": {
              "type": "integer",
              "format": "int64",
              "example": "50",
              "minimum": 1,
              "maximum": 100000
            },
            "exemptCIDRs": {
              "type": "array",
              "example": "[192.0.2.0/24, \"2001:db8::/32\"]",
              "minItems": 1,
              "maxItems": 256,
              "x-kubernetes-list-type": "set",
              "items": {
                "type": "string",
                "example": "192.0.2.0/24",
                "maxLength": 43,
                "pattern": "^[0-9A-Fa-f:./]+$",
                "x-kubernetes-validations": [
                  {
                    "rule": "isCIDR(self) && cidr(self) == cidr(self).masked()",
                    "message": "write a network as 192.0.2.0/24 or 2001:db8::/32",
                    "messageExpression": "isCIDR(self) ? 'write the network %s (%s has host bits), or %s%s for that one address'.format([string(cidr(self).masked()), self, string(cidr(self).ip()), cidr(self).ip().family() == 4 ? '/32' : '/128']) : isIP(self) ? 'write %s%s for this one address'.format([self, ip(self).family() == 4 ? '/32' : '/128']) : 'write a network as 192.0.2.0/24 or 2001:db8::/32'",
                    "id": "cidr"
                  }
                ]
              }
            },
            "onStoreFailure": {
              "type": "string",
              "example": "Deny",
              "maxLength": 16,
              "enum": [
                "Local",
                "Deny",
                "Allow"
              ]
            },
            "redis": {
              "type": "object",
              "example": "{address: \"redis.shop.svc:6379\", passwordSecretRef: {name: redis, key: password}, tls: Enabled}",
              "required": [
                "address"
              ],
              "properties": {
                "address": {
                  "type": "string",
                  "example": "redis.shop.svc:6379",
                  "minLength": 3,
                  "maxLength": 259,
                  "pattern": "^[A-Za-z0-9.:-]+$",
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?([.][a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$')",
                      "message": "write host and port, as redis.shop.svc:6379, in small letters, without a scheme and without a path",
                      "id": "redis-address"
                    }
                  ]
                },
                "passwordSecretRef": {
                  "type": "object",
                  "example": "{name: redis, key: password}",
                  "required": [
                    "name",
                    "key"
                  ],
                  "properties": {
                    "name": {
                      "type": "string",
                      "example": "redis",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                    },
                    "key": {
                      "type": "string",
                      "example": "password",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^\\.?[A-Za-z0-9_-][-._A-Za-z0-9]*$"
                    }
                  }
                },
                "tls": {
                  "type": "string",
                  "example": "Enabled",
                  "maxLength": 16,
                  "enum": [
                    "Enabled",
                    "Disabled"
                  ]
                }
              }
            }
          }
        },
        "timeouts": {
          "type": "object",
          "example": "{connect: 5s, read: 60s, send: 60s}",
          "properties": {
            "connect": {
              "type": "string",
              "example": "5s",
              "minLength": 2,
              "maxLength": 32,
              "pattern": "^[0-9hms]+$",
              "x-kubernetes-validations": [
                {
                  "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1s') && duration(self) <= duration('24h') && duration(self).getMilliseconds() % 1000 == 0",
                  "message": "write whole seconds from 1s to 24h, as 5s, 1m or 1h30m",
                  "id": "duration"
                }
              ]
            },
            "read": {
              "type": "string",
              "example": "60s",
              "minLength": 2,
              "maxLength": 32,
              "pattern": "^[0-9hms]+$",
              "x-kubernetes-validations": [
                {
                  "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1s') && duration(self) <= duration('24h') && duration(self).getMilliseconds() % 1000 == 0",
                  "message": "write whole seconds from 1s to 24h, as 5s, 1m or 1h30m",
                  "id": "duration"
                }
              ]
            },
            "send": {
              "type": "string",
              "example": "60s",
              "minLength": 2,
              "maxLength": 32,
              "pattern": "^[0-9hms]+$",
              "x-kubernetes-validations": [
                {
                  "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1s') && duration(self) <= duration('24h') && duration(self).getMilliseconds() % 1000 == 0",
                  "message": "write whole seconds from 1s to 24h, as 5s, 1m or 1h30m",
                  "id": "duration"
                }
              ]
            }
          }
        },
        "validation": {
          "type": "object",
          "example": "{maxBodySize: 1Mi, waf: {mode: Detect}}",
          "properties": {
            "methods": {
              "type": "array",
              "example": "[GET, POST]",
              "minItems": 1,
              "maxItems": 7,
              "x-kubernetes-list-type": "set",
              "items": {
                "type": "string",
                "maxLength": 16,
                "enum": [
                  "GET",
                  "HEAD",
                  "POST",
                  "PUT",
                  "PATCH",
                  "DELETE",
                  "OPTIONS"
                ]
              }
            },
            "contentTypes": {
              "type": "array",
              "example": "[application/json]",
              "minItems": 1,
              "maxItems": 32,
              "x-kubernetes-list-type": "set",
              "items": {
                "type": "string",
                "example": "application/json",
                "minLength": 3,
                "maxLength": 127,
                "pattern": "^[a-z0-9][a-z0-9!#&^_.+-]*/[a-z0-9][a-z0-9!#&^_.+-]*$"
              }
            },
            "maxBodySize": {
              "x-kubernetes-int-or-string": true,
              "anyOf": [
                {
                  "type": "integer"
                },
                {
                  "type": "string"
                }
              ],
              "example": "1Mi",
              "maxLength": 20,
              "pattern": "^[0-9A-Za-z.+-]+$",
              "x-kubernetes-validations": [
                {
                  "rule": "string(self).matches('^([0-9]{1,16}|[0-9]{1,10}(\\\\.[0-9]{1,3})?(k|M|G)|[0-9]{1,10}(\\\\.(0|5|25|50|75|125|250|375|500|625|750|875))?(Ki|Mi|Gi)|[0-9]{1,3}[eE][0-9])$') && quantity(string(self)).compareTo(quantity('1')) >= 0 && quantity(string(self)).compareTo(quantity('8Gi')) <= 0",
                  "message": "write a size from 1 byte to 8Gi in whole bytes, as 1Mi, 512Ki or 1048576; a small m is a thousandth in Kubernetes, write Mi",
                  "id": "size"
                }
              ]
            },
            "waf": {
              "type": "object",
              "example": "{mode: Detect}",
              "required": [
                "mode"
              ],
              "properties": {
                "mode": {
                  "type": "string",
                  "example": "Detect",
                  "maxLength": 16,
                  "enum": [
                    "Off",
                    "Detect",
                    "Block"
                  ]
                }
              }
            }
          }
        },
        "exposure": {
          "type": "object",
          "example": "{cors: {allowOrigins: [\"https://app.example.com\"]}, securityHeaders: Standard}",
          "properties": {
            "cors": {
              "type": "object",
              "example": "{allowOrigins: [\"https://app.example.com\"], allowMethods: [GET, POST]}",
              "required": [
                "allowOrigins"
              ],
              "x-kubernetes-validations": [
                {
                  "rule": "!has(self.allowCredentials) || !self.allowCredentials || !has(self.allowOrigins) || !self.allowOrigins.exists(origin, origin == '*')",
                  "message": "allowCredentials with the origin \"*\" would let every site act for a user who is logged in: name the origins, as https://app.example.com, or leave allowCredentials out",
                  "id": "cors-any-origin-with-credentials"
                }
              ],
              "properties": {
                "allowOrigins": {
                  "type": "array",
                  "example": "[\"https://app.example.com\", \"https://*.example.org\"]",
                  "minItems": 1,
                  "maxItems": 64,
                  "x-kubernetes-list-type": "set",
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.size() == 1 || !self.exists(origin, origin == '*')",
                      "message": "the origin \"*\" stands for every origin and makes the others void: write it alone, or name the origins without it",
                      "id": "cors-any-origin-among-others"
                    }
                  ],
                  "items": {
                    "type": "string",
                    "example": "https://app.example.com",
                    "maxLength": 267,
                    "pattern": "^[A-Za-z0-9:/.*_-]+$",
                    "x-kubernetes-validations": [
                      {
                        "rule": "self.matches('^(\\\\*|https?://(\\\\*\\\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?)$')",
                        "message": "write an origin as https://app.example.com, https://app.example.com:8443 or https://*.example.com, in small letters, without a path or a slash at the end; or \"*\" for any",
                        "id": "origin"
                      }
                    ]
                  }
                },
                "allowMethods": {
                  "type": "array",
                  "example": "[GET, POST]",
                  "minItems": 1,
                  "maxItems": 7,
                  "x-kubernetes-list-type": "set",
                  "items": {
                    "type": "string",
                    "maxLength": 16,
                    "enum": [
                      "GET",
                      "HEAD",
                      "POST",
                      "PUT",
                      "PATCH",
                      "DELETE",
                      "OPTIONS"
                    ]
                  }
                },
                "allowHeaders": {
                  "type": "array",
                  "example": "[authorization, content-type]",
                  "minItems": 1,
                  "maxItems": 64,
                  "x-kubernetes-list-type": "set",
                  "items": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 64,
                    "pattern": "^[A-Za-z0-9_-]+$"
                  }
                },
                "exposeHeaders": {
                  "type": "array",
                  "example": "[x-request-id]",
                  "minItems": 1,
                  "maxItems": 64,
                  "x-kubernetes-list-type": "set",
                  "items": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 64,
                    "pattern": "^[A-Za-z0-9_-]+$"
                  }
                },
                "allowCredentials": {
                  "type": "boolean",
                  "example": "true"
                },
                "maxAgeSeconds": {
                  "type": "integer",
                  "format": "int64",
                  "example": "600",
                  "minimum": 0,
                  "maximum": 86400
                }
              }
            },
            "securityHeaders": {
              "type": "string",
              "example": "Standard",
              "maxLength": 16,
              "enum": [
                "Standard",
                "None"
              ]
            },
            "responseHeaders": {
              "type": "object",
              "example": "{set: [{name: Cache-Control, value: no-store}], remove: [Server, X-Powered-By]}",
              "x-kubernetes-validations": [
                {
                  "rule": "!has(self.set) || !has(self.remove) || !self.set.exists(header, self.remove.exists(name, name.lowerAscii() == header.name.lowerAscii()))",
                  "message": "a header is both set and removed: keep it in one of the two lists (set alone replaces what the service sends)",
                  "id": "header-set-and-removed"
                }
              ],
              "properties": {
                "set": {
                  "type": "array",
                  "example": "[{name: Cache-Control, value: no-store}]",
                  "minItems": 1,
                  "maxItems": 32,
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": [
                    "name"
                  ],
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.all(header, self.exists_one(other, other.name.lowerAscii() == header.name.lowerAscii()))",
                      "message": "a header stands here twice (names of headers have no case): keep one entry a name",
                      "id": "header-name-twice"
                    }
                  ],
                  "items": {
                    "type": "object",
                    "required": [
                      "name",
                      "value"
                    ],
                    "properties": {
                      "name": {
                        "type": "string",
                        "example": "Cache-Control",
                        "minLength": 1,
                        "maxLength": 64,
                        "pattern": "^[A-Za-z0-9_-]+$"
                      },
                      "value": {
                        "type": "string",
                        "example": "no-store",
                        "minLength": 1,
                        "maxLength": 2048,
                        "pattern": "^[!#%-\\[\\]-_a-z|~]([ !#%-\\[\\]-_a-z|~]*[!#%-\\[\\]-_a-z|~])?$"
                      }
                    }
                  }
                },
                "remove": {
                  "type": "array",
                  "example": "[Server, X-Powered-By]",
                  "minItems": 1,
                  "maxItems": 32,
                  "x-kubernetes-list-type": "set",
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.all(name, self.exists_one(other, other.lowerAscii() == name.lowerAscii()))",
                      "message": "a header stands here twice (names of headers have no case): keep one entry a name",
                      "id": "header-name-twice"
                    }
                  ],
                  "items": {
                    "type": "string",
                    "example": "X-Powered-By",
                    "minLength": 1,
                    "maxLength": 64,
                    "pattern": "^[A-Za-z0-9_-]+$"
                  }
                }
              }
            }
          }
        },
        "network": {
          "type": "object",
          "example": "{allowedCIDRs: [198.51.100.0/24], deniedCIDRs: [198.51.100.13/32]}",
          "properties": {
            "allowedCIDRs": {
              "type": "array",
              "example": "[198.51.100.0/24, \"2001:db8::/32\"]",
              "minItems": 1,
              "maxItems": 256,
              "x-kubernetes-list-type": "set",
              "items": {
                "type": "string",
                "example": "198.51.100.0/24",
                "maxLength": 43,
                "pattern": "^[0-9A-Fa-f:./]+$",
                "x-kubernetes-validations": [
                  {
                    "rule": "isCIDR(self) && cidr(self) == cidr(self).masked()",
                    "message": "write a network as 192.0.2.0/24 or 2001:db8::/32",
                    "messageExpression": "isCIDR(self) ? 'write the network %s (%s has host bits), or %s%s for that one address'.format([string(cidr(self).masked()), self, string(cidr(self).ip()), cidr(self).ip().family() == 4 ? '/32' : '/128']) : isIP(self) ? 'write %s%s for this one address'.format([self, ip(self).family() == 4 ? '/32' : '/128']) : 'write a network as 192.0.2.0/24 or 2001:db8::/32'",
                    "id": "cidr"
                  }
                ]
              }
            },
            "deniedCIDRs": {
              "type": "array",
              "example": "[198.51.100.13/32]",
              "minItems": 1,
              "maxItems": 256,
              "x-kubernetes-list-type": "set",
              "items": {
                "type": "string",
                "example": "198.51.100.13/32",
                "maxLength": 43,
                "pattern": "^[0-9A-Fa-f:./]+$",
                "x-kubernetes-validations": [
                  {
                    "rule": "isCIDR(self) && cidr(self) == cidr(self).masked()",
                    "message": "write a network as 192.0.2.0/24 or 2001:db8::/32",
                    "messageExpression": "isCIDR(self) ? 'write the network %s (%s has host bits), or %s%s for that one address'.format([string(cidr(self).masked()), self, string(cidr(self).ip()), cidr(self).ip().family() == 4 ? '/32' : '/128']) : isIP(self) ? 'write %s%s for this one address'.format([self, ip(self).family() == 4 ? '/32' : '/128']) : 'write a network as 192.0.2.0/24 or 2001:db8::/32'",
                    "id": "cidr"
                  }
                ]
              }
            }
          }
        },
        "verification": {
          "type": "object",
          "example": "{mode: Active, interval: 10m, limits: Disabled}",
          "properties": {
            "mode": {
              "type": "string",
              "example": "Active",
              "maxLength": 16,
              "enum": [
                "Active",
                "Passive",
                "Off"
              ]
            },
            "interval": {
              "type": "string",
              "example": "10m",
              "minLength": 2,
              "maxLength": 32,
              "pattern": "^[0-9hms]+$",
              "x-kubernetes-validations": [
                {
                  "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1m') && duration(self) <= duration('24h') && duration(self).getMilliseconds() % 1000 == 0",
                  "message": "write whole seconds from 1m to 24h, as 10m, 90s or 1h30m",
                  "id": "verification-interval"
                }
              ]
            },
            "limits": {
              "type": "string",
              "example": "Disabled",
              "maxLength": 16,
              "enum": [
                "Disabled",
                "Enabled"
              ]
            }
          }
        },
        "drift": {
          "type": "string",
          "example": "Repair",
          "maxLength": 16,
          "enum": [
            "Repair",
            "Report"
          ]
        }
      },
      "x-kubernetes-validations": [
        {
          "rule": "!has(self.authentication) || has(self.authentication.oidc) || has(self.authentication.jwt) || has(self.authentication.apiKeys) || (has(self.mutualTLS) && has(self.mutualTLS.clients))",
          "message": "nobody could be let in: write oidc, jwt or apiKeys in authentication, or mutualTLS.clients; for an API that is open to everybody leave authentication out",
          "id": "authentication-without-callers"
        },
        {
          "rule": "!has(self.mutualTLS) || !has(self.mutualTLS.clients) || !has(self.tls) || !has(self.tls.plaintext) || self.tls.plaintext != 'Allow'",
          "message": "a caller over plain http shows no certificate and would be let in: write tls.plaintext: Redirect or Refuse beside mutualTLS.clients, or leave plaintext out",
          "id": "client-certificates-over-http"
        },
        {
          "rule": "has(self.targetRefs) != has(self.targetSelectors)",
          "message": "write exactly one of targetRefs and targetSelectors",
          "messageExpression": "has(self.targetRefs) ? 'write either targetRefs or targetSelectors, not both: remove one of the two' : 'say what the policy governs: write targetRefs, as [{group: networking.k8s.io, kind: Ingress, name: orders}], or targetSelectors, as [{group: networking.k8s.io, kind: Ingress, matchLabels: {tier: public}}]'",
          "id": "targets-one-of"
        }
      ]
    },
    "status": {
      "type": "object",
      "default": {
        "conditions": [
          {
            "type": "Ready",
            "status": "Unknown",
            "reason": "Pending",
            "message": "Waiting for the operator",
            "lastTransitionTime": "1970-01-01T00:00:00Z"
          }
        ]
      },
      "properties": {
        "observedGeneration": {
          "type": "integer",
          "format": "int64",
          "minimum": 0
        },
        "conditions": {
          "type": "array",
          "maxItems": 16,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": [
            "type"
          ],
          "items": {
            "type": "object",
            "required": [
              "type",
              "status",
              "reason",
              "message",
              "lastTransitionTime"
            ],
            "properties": {
              "type": {
                "type": "string",
                "example": "Ready",
                "maxLength": 316,
                "pattern": "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$"
              },
              "status": {
                "type": "string",
                "maxLength": 7,
                "enum": [
                  "True",
                  "False",
                  "Unknown"
                ]
              },
              "reason": {
                "type": "string",
                "example": "TargetNotFound",
                "minLength": 1,
                "maxLength": 1024,
                "pattern": "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"
              },
              "message": {
                "type": "string",
                "maxLength": 32768
              },
              "lastTransitionTime": {
                "type": "string",
                "format": "date-time",
                "maxLength": 64
              },
              "observedGeneration": {
                "type": "integer",
                "format": "int64",
                "minimum": 0
              }
            }
          }
        },
        "mode": {
          "type": "string",
          "maxLength": 16,
          "enum": [
            "Enforce",
            "Audit",
            "Paused"
          ]
        },
        "compliance": {
          "type": "object",
          "required": [
            "passed",
            "failed",
            "unknown",
            "notApplicable",
            "excepted"
          ],
          "properties": {
            "score": {
              "type": "integer",
              "format": "int64",
              "example": "86",
              "minimum": 0,
              "maximum": 100
            },
            "grade": {
              "type": "string",
              "example": "B",
              "maxLength": 1,
              "enum": [
                "A",
                "B",
                "C",
                "D",
                "E",
                "F"
              ]
            },
            "passed": {
              "type": "integer",
              "format": "int64",
              "minimum": 0
            },
            "failed": {
              "type": "integer",
              "format": "int64",
              "minimum": 0
            },
            "unknown": {
              "type": "integer",
              "format": "int64",
              "minimum": 0
            },
            "notApplicable": {
              "type": "integer",
              "format": "int64",
              "minimum": 0
            },
            "excepted": {
              "type": "integer",
              "format": "int64",
              "minimum": 0
            },
            "provedAt": {
              "type": "string",
              "format": "date-time",
              "maxLength": 64
            }
          }
        },
        "controls": {
          "type": "array",
          "maxItems": 64,
          "x-kubernetes-list-type": "atomic",
          "items": {
            "type": "object",
            "required": [
              "id",
              "result",
              "severity"
            ],
            "properties": {
              "id": {
                "type": "string",
                "example": "tls.hsts",
                "maxLength": 63,
                "pattern": "^[a-z0-9.-]+$"
              },
              "result": {
                "type": "string",
                "maxLength": 16,
                "enum": [
                  "Pass",
                  "Fail",
                  "Unknown",
                  "NotApplicable"
                ]
              },
              "severity": {
                "type": "string",
                "maxLength": 16,
                "enum": [
                  "Critical",
                  "High",
                  "Medium",
                  "Low"
                ]
              },
              "enforcedBy": {
                "type": "string",
                "example": "manager:helm",
                "maxLength": 256
              },
              "evidence": {
                "type": "string",
                "example": "GET https://api.example.com/: strict-transport-security: max-age=31536000",
                "maxLength": 256
              },
              "message": {
                "type": "string",
                "maxLength": 4096
              },
              "failing": {
                "type": "array",
                "maxItems": 16,
                "x-kubernetes-list-type": "atomic",
                "items": {
                  "type": "object",
                  "required": [
                    "target"
                  ],
                  "properties": {
                    "target": {
                      "type": "string",
                      "maxLength": 253
                    },
                    "host": {
                      "type": "string",
                      "maxLength": 253
                    }
                  }
                }
              },
              "exception": {
                "type": "object",
                "required": [
                  "baseline",
                  "owner",
                  "reason",
                  "expires"
                ],
                "properties": {
                  "baseline": {
                    "type": "string",
                    "maxLength": 253
                  },
                  "owner": {
                    "type": "string",
                    "maxLength": 128
                  },
                  "reason": {
                    "type": "string",
                    "maxLength": 512
                  },
                  "expires": {
                    "type": "string",
                    "example": "2027-01-31",
                    "maxLength": 10
                  }
                }
              },
              "observedAt": {
                "type": "string",
                "format": "date-time",
                "maxLength": 64
              }
            }
          }
        },
        "targetCount": {
          "type": "integer",
          "format": "int64",
          "minimum": 0
        },
        "targets": {
          "type": "array",
          "maxItems": 64,
          "x-kubernetes-list-type": "atomic",
          "items": {
            "type": "object",
            "required": [
              "group",
              "kind",
              "name"
            ],
            "properties": {
              "group": {
                "type": "string",
                "maxLength": 253
              },
              "kind": {
                "type": "string",
                "maxLength": 63
              },
              "name": {
                "type": "string",
                "maxLength": 253
              },
              "gateway": {
                "type": "string",
                "example": "ingress-nginx",
                "maxLength": 63
              },
              "gatewayVersion": {
                "type": "string",
                "example": "1.15.1",
                "maxLength": 128
              },
              "hosts": {
                "type": "array",
                "maxItems": 64,
                "x-kubernetes-list-type": "set",
                "items": {
                  "type": "string",
                  "maxLength": 253
                }
              },
              "conditions": {
                "type": "array",
                "maxItems": 16,
                "x-kubernetes-list-type": "map",
                "x-kubernetes-list-map-keys": [
                  "type"
                ],
                "items": {
                  "type": "object",
                  "required": [
                    "type",
                    "status",
                    "reason",
                    "message",
                    "lastTransitionTime"
                  ],
                  "properties": {
                    "type": {
                      "type": "string",
                      "example": "Programmed",
                      "maxLength": 316,
                      "pattern": "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$"
                    },
                    "status": {
                      "type": "string",
                      "maxLength": 7,
                      "enum": [
                        "True",
                        "False",
                        "Unknown"
                      ]
                    },
                    "reason": {
                      "type": "string",
                      "minLength": 1,
                      "maxLength": 1024,
                      "pattern": "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"
                    },
                    "message": {
                      "type": "string",
                      "maxLength": 32768
                    },
                    "lastTransitionTime": {
                      "type": "string",
                      "format": "date-time",
                      "maxLength": 64
                    },
                    "observedGeneration": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0
                    }
                  }
                }
              }
            }
          }
        },
        "limits": {
          "type": "array",
          "maxItems": 64,
          "x-kubernetes-list-type": "atomic",
          "items": {
            "type": "object",
            "required": [
              "rule",
              "target",
              "effective",
              "because"
            ],
            "properties": {
              "rule": {
                "type": "string",
                "maxLength": 63
              },
              "target": {
                "type": "string",
                "maxLength": 253
              },
              "effective": {
                "type": "string",
                "example": "60 per Second",
                "maxLength": 256
              },
              "because": {
                "type": "string",
                "example": "3 gateway replicas, 20 each",
                "maxLength": 1024
              }
            }
          }
        },
        "enforcement": {
          "type": "array",
          "maxItems": 64,
          "x-kubernetes-list-type": "atomic",
          "items": {
            "type": "object",
            "required": [
              "field",
              "target",
              "result",
              "message"
            ],
            "properties": {
              "field": {
                "type": "string",
                "example": "spec.tls.hsts.maxAgeSeconds",
                "maxLength": 512
              },
              "target": {
                "type": "string",
                "maxLength": 253
              },
              "result": {
                "type": "string",
                "maxLength": 32,
                "enum": [
                  "NeedsGlobalSetting",
                  "NotEnforceable",
                  "Conflict",
                  "Pending"
                ]
              },
              "message": {
                "type": "string",
                "maxLength": 4096
              }
            }
          }
        },
        "certificates": {
          "type": "array",
          "maxItems": 64,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": [
            "secretName"
          ],
          "items": {
            "type": "object",
            "required": [
              "secretName"
            ],
            "properties": {
              "secretName": {
                "type": "string",
                "example": "orders-tls",
                "maxLength": 253
              },
              "usedFor": {
                "type": "string",
                "maxLength": 16,
                "enum": [
                  "Server",
                  "ClientCA",
                  "Client",
                  "Gateway",
                  "Service",
                  "Authority"
                ]
              },
              "issuer": {
                "type": "string",
                "example": "ClusterIssuer/letsencrypt",
                "maxLength": 300
              },
              "ready": {
                "type": "boolean"
              },
              "notAfter": {
                "type": "string",
                "format": "date-time",
                "maxLength": 64
              },
              "renewalTime": {
                "type": "string",
                "format": "date-time",
                "maxLength": 64
              },
              "message": {
                "type": "string",
                "maxLength": 4096
              }
            }
          }
        },
        "certificateAuthority": {
          "type": "object",
          "required": [
            "revision",
            "step",
            "since"
          ],
          "properties": {
            "name": {
              "type": "string",
              "example": "orders-ca-2-k7w3p",
              "maxLength": 253
            },
            "revision": {
              "type": "integer",
              "format": "int64",
              "minimum": 1
            },
            "step": {
              "type": "string",
              "maxLength": 16,
              "enum": [
                "Issuing",
                "Bundled",
                "Reissuing",
                "Overlapping",
                "Settled"
              ]
            },
            "since": {
              "type": "string",
              "format": "date-time",
              "maxLength": 64
            },
            "notAfter": {
              "type": "string",
              "format": "date-time",
              "maxLength": 64
            },
            "bundle": {
              "type": "string",
              "example": "orders-ca-bundle-1a2b3c4d5e6f708192a3b4c5",
              "maxLength": 253
            },
            "message": {
              "type": "string",
              "maxLength": 4096
            }
          }
        },
        "pending": {
          "type": "array",
          "example": "Ingress/orders: limit-rps \"\" → \"20\"",
          "maxItems": 32,
          "x-kubernetes-list-type": "atomic",
          "items": {
            "type": "string",
            "maxLength": 1024
          }
        }
      }
    }
  }
};


/** Schema of apipolicy.dev/v1alpha1 ClusterApiPolicy, as in its CRD. */
export const clusterApiPolicySchema: StructuralSchema = {
  "type": "object",
  "required": [
    "spec"
  ],
  "properties": {
    "apiVersion": {
      "type": "string"
    },
    "kind": {
      "type": "string"
    },
    "metadata": {
      "type": "object"
    },
    "spec": {
      "type": "object",
      "properties": {
        "namespaceSelector": {
          "type": "object",
          "example": "{matchLabels: {exposure: public}}",
          "properties": {
            "matchLabels": {
              "type": "object",
              "example": "{exposure: public}",
              "maxProperties": 16,
              "x-kubernetes-validations": [
                {
                  "rule": "self.all(key, key.size() <= 317 && key.matches('^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'))",
                  "message": "a label key is a name of letters, digits, \"-\", \"_\" and \".\" (at most 63), after an optional DNS prefix and \"/\": write it as tier or example.com/tier",
                  "id": "label-key"
                }
              ],
              "additionalProperties": {
                "type": "string",
                "example": "public",
                "maxLength": 63,
                "pattern": "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$"
              }
            },
            "matchExpressions": {
              "type": "array",
              "example": "[{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system]}]",
              "minItems": 1,
              "maxItems": 16,
              "x-kubernetes-list-type": "atomic",
              "items": {
                "type": "object",
                "required": [
                  "key",
                  "operator"
                ],
                "x-kubernetes-validations": [
                  {
                    "rule": "self.operator in ['In', 'NotIn'] ? has(self.values) : !has(self.values)",
                    "message": "In and NotIn need values, as values: [public]; Exists and DoesNotExist take none",
                    "id": "expression-values"
                  }
                ],
                "properties": {
                  "key": {
                    "type": "string",
                    "example": "exposure",
                    "minLength": 1,
                    "maxLength": 317,
                    "pattern": "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$"
                  },
                  "operator": {
                    "type": "string",
                    "maxLength": 12,
                    "enum": [
                      "In",
                      "NotIn",
                      "Exists",
                      "DoesNotExist"
                    ]
                  },
                  "values": {
                    "type": "array",
                    "example": "[public, partner]",
                    "minItems": 1,
                    "maxItems": 32,
                    "x-kubernetes-list-type": "set",
                    "items": {
                      "type": "string",
                      "maxLength": 63,
                      "pattern": "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$"
                    }
                  }
                }
              }
            }
          }
        },
        "defaults": {
          "type": "object",
          "example": "{tls: {plaintext: Redirect}, validation: {maxBodySize: 1Mi}}",
          "properties": {
            "enforcement": {
              "type": "string",
              "example": "Audit",
              "maxLength": 16,
              "enum": [
                "Enforce",
                "Audit"
              ]
            },
            "activation": {
              "type": "string",
              "example": "WhenReady",
              "maxLength": 16,
              "enum": [
                "Immediate",
                "WhenReady"
              ]
            },
            "tls": {
              "type": "object",
              "example": "{plaintext: Redirect, minimumVersion: TLS1.2, hsts: {maxAgeSeconds: 31536000}}",
              "properties": {
                "plaintext": {
                  "type": "string",
                  "example": "Redirect",
                  "maxLength": 16,
                  "enum": [
                    "Redirect",
                    "Refuse",
                    "Allow"
                  ]
                },
                "minimumVersion": {
                  "type": "string",
                  "example": "TLS1.2",
                  "maxLength": 16,
                  "enum": [
                    "TLS1.2",
                    "TLS1.3"
                  ]
                },
                "hsts": {
                  "type": "object",
                  "example": "{maxAgeSeconds: 31536000, includeSubDomains: true}",
                  "required": [
                    "maxAgeSeconds"
                  ],
                  "x-kubernetes-validations": [
                    {
                      "rule": "!has(self.preload) || !self.preload || (has(self.includeSubDomains) && self.includeSubDomains && self.maxAgeSeconds >= 31536000)",
                      "message": "preload needs includeSubDomains: true and maxAgeSeconds of at least 31536000 (a year): the preload lists of browsers demand both",
                      "id": "hsts-preload"
                    }
                  ],
                  "properties": {
                    "maxAgeSeconds": {
                      "type": "integer",
                      "format": "int64",
                      "example": "31536000",
                      "minimum": 0,
                      "maximum": 315360000
                    },
                    "includeSubDomains": {
                      "type": "boolean",
                      "example": "true"
                    },
                    "preload": {
                      "type": "boolean",
                      "example": "false"
                    }
                  }
                },
                "certificate": {
                  "type": "object",
                  "example": "{issuerRef: {kind: ClusterIssuer, name: letsencrypt}, duration: 2160h, renewBefore: 720h}",
                  "x-kubernetes-validations": [
                    {
                      "rule": "!(has(self.issuerRef) && has(self.secretName))",
                      "message": "write either issuerRef, to have a certificate issued, or secretName, to use one that is there: remove one of the two",
                      "id": "certificate-one-of"
                    },
                    {
                      "rule": "has(self.issuerRef) || !(has(self.privateKey) || has(self.duration) || has(self.renewBefore))",
                      "message": "privateKey, duration and renewBefore are of a certificate that is issued: write issuerRef beside them, or leave them out",
                      "id": "certificate-settings"
                    },
                    {
                      "rule": "!has(self.renewBefore) || !self.renewBefore.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || !(has(self.duration) ? self.duration : '2160h').matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || duration(self.renewBefore) < duration((has(self.duration) ? self.duration : '2160h'))",
                      "message": "a certificate has ended before it is renewed: write a renewBefore below duration (2160h where it is not stated), as renewBefore: 720h",
                      "id": "certificate-renewal"
                    }
                  ],
                  "properties": {
                    "issuerRef": {
                      "type": "object",
                      "example": "{kind: ClusterIssuer, name: letsencrypt}",
                      "required": [
                        "kind",
                        "name"
                      ],
                      "properties": {
                        "kind": {
                          "type": "string",
                          "example": "Issuer",
                          "maxLength": 16,
                          "enum": [
                            "Issuer",
                            "ClusterIssuer"
                          ]
                        },
                        "name": {
                          "type": "string",
                          "example": "shop-services-ca",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                        }
                      }
                    },
                    "privateKey": {
                      "type": "object",
                      "example": "{algorithm: ECDSA, size: 256}",
                      "required": [
                        "algorithm"
                      ],
                      "x-kubernetes-validations": [
                        {
                          "rule": "!has(self.size) || (self.algorithm == 'ECDSA' && self.size in [256, 384]) || (self.algorithm == 'RSA' && self.size >= 2048 && self.size <= 4096)",
                          "message": "write a size that the algorithm has: 256 or 384 for ECDSA, 2048 to 4096 for RSA; Ed25519 has one size alone, so leave size out",
                          "id": "key-size"
                        }
                      ],
                      "properties": {
                        "algorithm": {
                          "type": "string",
                          "example": "ECDSA",
                          "maxLength": 16,
                          "enum": [
                            "ECDSA",
                            "RSA",
                            "Ed25519"
                          ]
                        },
                        "size": {
                          "type": "integer",
                          "format": "int64",
                          "example": "256",
                          "minimum": 256,
                          "maximum": 4096
                        }
                      }
                    },
                    "duration": {
                      "type": "string",
                      "example": "2160h",
                      "minLength": 2,
                      "maxLength": 32,
                      "pattern": "^[0-9hms]+$",
                      "x-kubernetes-validations": [
                        {
                          "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1h') && duration(self) <= duration('87600h') && duration(self).getMilliseconds() % 1000 == 0",
                          "message": "write whole seconds from 1h to 87600h (ten years), as 720h",
                          "id": "certificate-duration"
                        }
                      ]
                    },
                    "renewBefore": {
                      "type": "string",
                      "example": "720h",
                      "minLength": 2,
                      "maxLength": 32,
                      "pattern": "^[0-9hms]+$",
                      "x-kubernetes-validations": [
                        {
                          "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('5m') && duration(self) <= duration('87600h') && duration(self).getMilliseconds() % 1000 == 0",
                          "message": "write whole seconds from 5m to 87600h, as 720h",
                          "id": "certificate-renew-before"
                        }
                      ]
                    },
                    "secretName": {
                      "type": "string",
                      "example": "orders-tls",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                    }
                  }
                }
              }
            },
            "authentication": {
              "type": "object",
              "example": "{jwt: [{name: partners, issuer: \"https://partners.example.com\", audiences: [orders-api]}]}",
              "properties": {
                "oidc": {
                  "type": "object",
                  "example": "{issuerURL: \"https://id.example.com/realms/shop\", clientID: orders, clientSecretRef: {name: orders-oidc, key: client-secret}}",
                  "required": [
                    "issuerURL",
                    "clientID",
                    "clientSecretRef"
                  ],
                  "properties": {
                    "issuerURL": {
                      "type": "string",
                      "example": "https://id.example.com/realms/shop",
                      "minLength": 9,
                      "maxLength": 512,
                      "pattern": "^[!-~]+$",
                      "x-kubernetes-validations": [
                        {
                          "rule": "self.matches('^https://[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?([.][a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~:@!*+,=&%-]*)*$')",
                          "message": "write an https URL with a host and at most a port and a path, as https://id.example.com/realms/shop: no http, no user, no query and no fragment",
                          "id": "issuer-url"
                        }
                      ]
                    },
                    "clientID": {
                      "type": "string",
                      "example": "orders",
                      "minLength": 1,
                      "maxLength": 256,
                      "pattern": "^[!#%-\\[\\]-_a-z|~]+$"
                    },
                    "clientSecretRef": {
                      "type": "object",
                      "example": "{name: orders-oidc, key: client-secret}",
                      "required": [
                        "name",
                        "key"
                      ],
                      "properties": {
                        "name": {
                          "type": "string",
                          "example": "orders-oidc",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                        },
                        "key": {
                          "type": "string",
                          "example": "client-secret",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^\\.?[A-Za-z0-9_-][-._A-Za-z0-9]*$"
                        }
                      }
                    },
                    "scopes": {
                      "type": "array",
                      "example": "[openid, email, profile, groups]",
                      "minItems": 1,
                      "maxItems": 32,
                      "x-kubernetes-list-type": "set",
                      "x-kubernetes-validations": [
                        {
                          "rule": "self.exists(scope, scope == 'openid')",
                          "message": "write openid among the scopes: without it the issuer sends no identity",
                          "id": "scopes-without-openid"
                        }
                      ],
                      "items": {
                        "type": "string",
                        "example": "openid",
                        "minLength": 1,
                        "maxLength": 128,
                        "pattern": "^[!#%-\\[\\]-_a-z|~]+$"
                      }
                    },
                    "groupsClaim": {
                      "type": "string",
                      "example": "groups",
                      "minLength": 1,
                      "maxLength": 128,
                      "pattern": "^[A-Za-z0-9_.:/@#-]+$"
                    },
                    "allowedGroups": {
                      "type": "array",
                      "example": "[staff, partners]",
                      "minItems": 1,
                      "maxItems": 64,
                      "x-kubernetes-list-type": "set",
                      "items": {
                        "type": "string",
                        "example": "staff",
                        "minLength": 1,
                        "maxLength": 256,
                        "pattern": "^[^\\x00-\\x1f\\x7f,]+$"
                      }
                    },
                    "allowedEmailDomains": {
                      "type": "array",
                      "example": "[example.com]",
                      "minItems": 1,
                      "maxItems": 64,
                      "x-kubernetes-list-type": "set",
                      "items": {
                        "type": "string",
                        "example": "example.com",
                        "minLength": 1,
                        "maxLength": 253,
                        "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$"
                      }
                    },
                    "allowedEmails": {
                      "type": "array",
                      "example": "[ada@example.com]",
                      "minItems": 1,
                      "maxItems": 256,
                      "x-kubernetes-list-type": "set",
                      "items": {
                        "type": "string",
                        "example": "ada@example.com",
                        "minLength": 1,
                        "maxLength": 254,
                        "pattern": "^[A-Za-z0-9!#%&*+/=?^_.~-]+@[A-Za-z0-9.-]+$"
                      }
                    },
                    "session": {
                      "type": "object",
                      "example": "{cookieDomain: example.com, lifetime: 8h, refresh: 1h}",
                      "x-kubernetes-validations": [
                        {
                          "rule": "(has(self.store) && self.store == 'Redis') == has(self.redis)",
                          "message": "write store: Redis and redis together, or neither of the two",
                          "messageExpression": "has(self.redis) ? 'redis is not used without store: Redis: write store: Redis, or leave redis out' : 'store: Redis needs redis with its address: write redis: {address: \"redis.shop.svc:6379\"}'",
                          "id": "session-store"
                        },
                        {
                          "rule": "!has(self.refresh) || !self.refresh.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || !(has(self.lifetime) ? self.lifetime : '8h').matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || duration(self.refresh) < duration(has(self.lifetime) ? self.lifetime : '8h')",
                          "message": "a session has ended before it is refreshed: write a refresh below lifetime (8h where it is not stated), as refresh: 1h",
                          "id": "session-refresh"
                        }
                      ],
                      "properties": {
                        "cookieDomain": {
                          "type": "string",
                          "example": "example.com",
                          "minLength": 3,
                          "maxLength": 253,
                          "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$"
                        },
                        "lifetime": {
                          "type": "string",
                          "example": "8h",
                          "minLength": 2,
                          "maxLength": 32,
                          "pattern": "^[0-9hms]+$",
                          "x-kubernetes-validations": [
                            {
                              "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1m') && duration(self) <= duration('720h') && duration(self).getMilliseconds() % 1000 == 0",
                              "message": "write whole seconds from 1m to 720h (30 days), as 8h, 30m or 1h30m",
                              "id": "session-duration"
                            }
                          ]
                        },
                        "refresh": {
                          "type": "string",
                          "example": "1h",
                          "minLength": 2,
                          "maxLength": 32,
                          "pattern": "^[0-9hms]+$",
                          "x-kubernetes-validations": [
                            {
                              "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1m') && duration(self) <= duration('720h') && duration(self).getMilliseconds() % 1000 == 0",
                              "message": "write whole seconds from 1m to 720h (30 days), as 8h, 30m or 1h30m",
                              "id": "session-duration"
                            }
                          ]
                        },
                        "store": {
                          "type": "string",
                          "example": "Redis",
                          "maxLength": 16,
                          "enum": [
                            "Cookie",
                            "Redis"
                          ]
                        },
                        "redis": {
                          "type": "object",
                          "example": "{address: \"redis.shop.svc:6379\", passwordSecretRef: {name: redis, key: password}, tls: Enabled}",
                          "required": [
                            "address"
                          ],
                          "properties": {
                            "address": {
                              "type": "string",
                              "example": "redis.shop.svc:6379",
                              "minLength": 3,
                              "maxLength": 259,
                              "pattern": "^[A-Za-z0-9.:-]+$",
                              "x-kubernetes-validations": [
                                {
                                  "rule": "self.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?([.][a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$')",
                                  "message": "write host and port, as redis.shop.svc:6379, in small letters, without a scheme and without a path",
                                  "id": "redis-address"
                                }
                              ]
                            },
                            "passwordSecretRef": {
                              "type": "object",
                              "example": "{name: redis, key: password}",
                              "required": [
                                "name",
                                "key"
                              ],
                              "properties": {
                                "name": {
                                  "type": "string",
                                  "example": "redis",
                                  "minLength": 1,
                                  "maxLength": 253,
                                  "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                                },
                                "key": {
                                  "type": "string",
                                  "example": "password",
                                  "minLength": 1,
                                  "maxLength": 253,
                                  "pattern": "^\\.?[A-Za-z0-9_-][-._A-Za-z0-9]*$"
                                }
                              }
                            },
                            "tls": {
                              "type": "string",
                              "example": "Enabled",
                              "maxLength": 16,
                              "enum": [
                                "Enabled",
                                "Disabled"
                              ]
                            }
                          }
                        }
                      }
                    },
                    "logout": {
                      "type": "object",
                      "example": "{path: /logout, redirectURL: \"https://www.example.com/\"}",
                      "required": [
                        "path"
                      ],
                      "x-kubernetes-validations": [
                        {
                          "rule": "self.path != '/' && !self.path.matches('^/oauth2(/|$)')",
                          "message": "write a path of its own for logout, as /logout: \"/\" is the API, and /oauth2 belongs to the login",
                          "id": "logout-path"
                        }
                      ],
                      "properties": {
                        "path": {
                          "type": "string",
                          "example": "/logout",
                          "minLength": 1,
                          "maxLength": 256,
                          "pattern": "^/[!-~]*$",
                          "x-kubernetes-validations": [
                            {
                              "rule": "!self.matches('[%;?#\\\\\\\\]') && !self.contains('//') && !self.matches('/[.][.]?(/|$)')",
                              "message": "write a path that every reader reads alike, decoded and as the service sees it: it begins with one \"/\", and holds no \"//\", no segment \".\" or \"..\", and none of % ; ? # \\",
                              "id": "path-not-canonical"
                            }
                          ]
                        },
                        "redirectURL": {
                          "type": "string",
                          "example": "https://www.example.com/",
                          "minLength": 9,
                          "maxLength": 512,
                          "pattern": "^[!-~]+$",
                          "x-kubernetes-validations": [
                            {
                              "rule": "self.matches('^https://[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?([.][a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~:@!*+,=&%-]*)*([?][A-Za-z0-9._~:@!*+,=&%/-]*)?$')",
                              "message": "write an absolute https URL, as https://www.example.com/: no http, no user and no fragment",
                              "id": "logout-redirect-url"
                            }
                          ]
                        }
                      }
                    }
                  }
                },
                "jwt": {
                  "type": "array",
                  "example": "[{name: partners, issuer: \"https://partners.example.com\", audiences: [orders-api]}]",
                  "minItems": 1,
                  "maxItems": 8,
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": [
                    "name"
                  ],
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.all(entry, self.exists_one(other, other.issuer == entry.issuer))",
                      "message": "two entries are for one issuer, so it is open which of them judges its tokens: keep one entry an issuer, with all its audiences",
                      "id": "jwt-issuer-twice"
                    }
                  ],
                  "items": {
                    "type": "object",
                    "required": [
                      "name",
                      "issuer",
                      "audiences"
                    ],
                    "properties": {
                      "name": {
                        "type": "string",
                        "example": "partners",
                        "minLength": 1,
                        "maxLength": 63,
                        "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
                      },
                      "issuer": {
                        "type": "string",
                        "example": "https://partners.example.com",
                        "minLength": 9,
                        "maxLength": 512,
                        "pattern": "^[!-~]+$",
                        "x-kubernetes-validations": [
                          {
                            "rule": "self.matches('^https://[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?([.][a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~:@!*+,=&%-]*)*$')",
                            "message": "write an https URL with a host and at most a port and a path, as https://id.example.com/realms/shop: no http, no user, no query and no fragment",
                            "id": "issuer-url"
                          }
                        ]
                      },
                      "audiences": {
                        "type": "array",
                        "example": "[orders-api]",
                        "minItems": 1,
                        "maxItems": 16,
                        "x-kubernetes-list-type": "set",
                        "items": {
                          "type": "string",
                          "example": "orders-api",
                          "minLength": 1,
                          "maxLength": 256,
                          "pattern": "^[!#%-\\[\\]-_a-z|~]+$"
                        }
                      },
                      "jwksURI": {
                        "type": "string",
                        "example": "https://partners.example.com/jwks.json",
                        "minLength": 9,
                        "maxLength": 512,
                        "pattern": "^[!-~]+$",
                        "x-kubernetes-validations": [
                          {
                            "rule": "self.matches('^https://[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?([.][a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[A-Za-z0-9._~:@!*+,=&%-]*)*([?][A-Za-z0-9._~:@!*+,=&%/-]*)?$')",
                            "message": "write an https URL with a host and at most a port, a path and a query, as https://partners.example.com/jwks.json: no http, no user and no fragment",
                            "id": "jwks-uri"
                          }
                        ]
                      },
                      "algorithms": {
                        "type": "array",
                        "example": "[RS256, ES256]",
                        "minItems": 1,
                        "maxItems": 10,
                        "x-kubernetes-list-type": "set",
                        "items": {
                          "type": "string",
                          "maxLength": 16,
                          "enum": [
                            "RS256",
                            "RS384",
                            "RS512",
                            "PS256",
                            "PS384",
                            "PS512",
                            "ES256",
                            "ES384",
                            "ES512",
                            "EdDSA"
                          ]
                        }
                      },
                      "clockSkewSeconds": {
                        "type": "integer",
                        "format": "int64",
                        "example": "30",
                        "minimum": 0,
                        "maximum": 300
                      },
                      "requiredClaims": {
                        "type": "array",
                        "example": "[{name: tenant, values: [acme]}]",
                        "minItems": 1,
                        "maxItems": 16,
                        "x-kubernetes-list-type": "map",
                        "x-kubernetes-list-map-keys": [
                          "name"
                        ],
                        "items": {
                          "type": "object",
                          "required": [
                            "name",
                            "values"
                          ],
                          "properties": {
                            "name": {
                              "type": "string",
                              "example": "tenant",
                              "minLength": 1,
                              "maxLength": 128,
                              "pattern": "^[A-Za-z0-9_.:/@#-]+$"
                            },
                            "values": {
                              "type": "array",
                              "example": "[acme]",
                              "minItems": 1,
                              "maxItems": 32,
                              "x-kubernetes-list-type": "set",
                              "items": {
                                "type": "string",
                                "example": "acme",
                                "minLength": 1,
                                "maxLength": 256,
                                "pattern": "^[^\\x00-\\x1f\\x7f]+$"
                              }
                            }
                          }
                        }
                      }
                    }
                  }
                },
                "apiKeys": {
                  "type": "object",
                  "example": "{header: X-API-Key, secretRef: {name: orders-keys}}",
                  "required": [
                    "secretRef"
                  ],
                  "properties": {
                    "header": {
                      "type": "string",
                      "example": "X-API-Key",
                      "minLength": 1,
                      "maxLength": 64,
                      "pattern": "^[A-Za-z0-9-]+$",
                      "x-kubernetes-validations": [
                        {
                          "rule": "!self.lowerAscii().matches('^(authorization|cookie|set-cookie|host|x-auth-request-.*|x-original-.*|x-forwarded-.*|x-gate-.*|x-real-ip|x-request-id|x-code|x-format|x-ingress-name|x-namespace|x-service-name|x-service-port|x-scheme|ssl-client-.*|forwarded|via|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|content-.*|accept|accept-.*|sec-.*|origin|access-control-.*)$')",
                          "message": "this header has a meaning of its own for the gateway, the login or the service: write a header that carries nothing else, as X-API-Key",
                          "id": "api-key-header"
                        }
                      ]
                    },
                    "secretRef": {
                      "type": "object",
                      "example": "{name: orders-keys}",
                      "required": [
                        "name"
                      ],
                      "properties": {
                        "name": {
                          "type": "string",
                          "example": "orders-keys",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                        }
                      }
                    }
                  }
                },
                "caBundleRef": {
                  "type": "object",
                  "example": "{name: corporate-ca, key: ca.crt}",
                  "required": [
                    "name",
                    "key"
                  ],
                  "properties": {
                    "name": {
                      "type": "string",
                      "example": "corporate-ca",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                    },
                    "key": {
                      "type": "string",
                      "example": "ca.crt",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^\\.?[A-Za-z0-9_-][-._A-Za-z0-9]*$"
                    }
                  }
                },
                "forward": {
                  "type": "object",
                  "example": "{accessToken: true}",
                  "properties": {
                    "accessToken": {
                      "type": "boolean",
                      "example": "true"
                    }
                  }
                },
                "anonymous": {
                  "type": "array",
                  "example": "[{name: health, path: {type: Exact, value: /healthz}, methods: [GET]}]",
                  "minItems": 1,
                  "maxItems": 32,
                  "x-kubernetes-list-type": "atomic",
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.all(entry, self.exists_one(other, other.name == entry.name))",
                      "message": "keep the names of anonymous unique: an entry of this list has the name of another",
                      "id": "anonymous-name-twice"
                    }
                  ],
                  "items": {
                    "type": "object",
                    "required": [
                      "name",
                      "path"
                    ],
                    "properties": {
                      "name": {
                        "type": "string",
                        "example": "health",
                        "minLength": 1,
                        "maxLength": 63,
                        "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
                      },
                      "hosts": {
                        "type": "array",
                        "example": "[api.example.com]",
                        "minItems": 1,
                        "maxItems": 16,
                        "x-kubernetes-list-type": "set",
                        "items": {
                          "type": "string",
                          "example": "api.example.com",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^(\\*\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                        }
                      },
                      "path": {
                        "type": "object",
                        "example": "{type: PathPrefix, value: /orders}",
                        "required": [
                          "type",
                          "value"
                        ],
                        "properties": {
                          "type": {
                            "type": "string",
                            "example": "PathPrefix",
                            "maxLength": 16,
                            "enum": [
                              "Exact",
                              "PathPrefix"
                            ]
                          },
                          "value": {
                            "type": "string",
                            "example": "/orders",
                            "minLength": 1,
                            "maxLength": 256,
                            "pattern": "^/[!-~]*$",
                            "x-kubernetes-validations": [
                              {
                                "rule": "!self.matches('[%;?#\\\\\\\\]') && !self.contains('//') && !self.matches('/[.][.]?(/|$)')",
                                "message": "write a path that every reader reads alike, decoded and as the service sees it: it begins with one \"/\", and holds no \"//\", no segment \".\" or \"..\", and none of % ; ? # \\",
                                "id": "path-not-canonical"
                              }
                            ]
                          }
                        }
                      },
                      "methods": {
                        "type": "array",
                        "example": "[GET, HEAD]",
                        "minItems": 1,
                        "maxItems": 7,
                        "x-kubernetes-list-type": "set",
                        "items": {
                          "type": "string",
                          "maxLength": 16,
                          "enum": [
                            "GET",
                            "HEAD",
                            "POST",
                            "PUT",
                            "PATCH",
                            "DELETE",
                            "OPTIONS"
                          ]
                        }
                      }
                    }
                  }
                }
              }
            },
            "authorization": {
              "type": "object",
              "example": "{rules: [{name: admins, matches: [{path: {type: PathPrefix, value: /admin}}], require: {groups: [admins]}}]}",
              "properties": {
                "default": {
                  "type": "string",
                  "example": "Deny",
                  "maxLength": 16,
                  "enum": [
                    "Allow",
                    "Deny"
                  ]
                },
                "rules": {
                  "type": "array",
                  "example": "[{name: metrics, matches: [{path: {type: PathPrefix, value: /metrics}}], deny: true}]",
                  "minItems": 1,
                  "maxItems": 64,
                  "x-kubernetes-list-type": "atomic",
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.all(entry, self.exists_one(other, other.name == entry.name))",
                      "message": "keep the names of rules unique: an entry of this list has the name of another",
                      "id": "authorization-name-twice"
                    }
                  ],
                  "items": {
                    "type": "object",
                    "required": [
                      "name"
                    ],
                    "x-kubernetes-validations": [
                      {
                        "rule": "has(self.require) != (has(self.deny) && self.deny)",
                        "message": "write exactly one of require, as require: {groups: [admins]}, and deny: true",
                        "id": "deny-or-require"
                      }
                    ],
                    "properties": {
                      "name": {
                        "type": "string",
                        "example": "admins",
                        "minLength": 1,
                        "maxLength": 63,
                        "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
                      },
                      "matches": {
                        "type": "array",
                        "example": "[{path: {type: PathPrefix, value: /export}, methods: [POST]}]",
                        "minItems": 1,
                        "maxItems": 16,
                        "x-kubernetes-list-type": "atomic",
                        "items": {
                          "type": "object",
                          "x-kubernetes-validations": [
                            {
                              "rule": "has(self.hosts) || has(self.path) || has(self.methods)",
                              "message": "write hosts, path or methods, as path: {type: PathPrefix, value: /orders}; for every request leave matches out",
                              "id": "match-empty"
                            }
                          ],
                          "properties": {
                            "hosts": {
                              "type": "array",
                              "example": "[api.example.com]",
                              "minItems": 1,
                              "maxItems": 16,
                              "x-kubernetes-list-type": "set",
                              "items": {
                                "type": "string",
                                "example": "api.example.com",
                                "minLength": 1,
                                "maxLength": 253,
                                "pattern": "^(\\*\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                              }
                            },
                            "path": {
                              "type": "object",
                              "example": "{type: PathPrefix, value: /orders}",
                              "required": [
                                "type",
                                "value"
                              ],
                              "properties": {
                                "type": {
                                  "type": "string",
                                  "example": "PathPrefix",
                                  "maxLength": 16,
                                  "enum": [
                                    "Exact",
                                    "PathPrefix"
                                  ]
                                },
                                "value": {
                                  "type": "string",
                                  "example": "/orders",
                                  "minLength": 1,
                                  "maxLength": 256,
                                  "pattern": "^/[!-~]*$",
                                  "x-kubernetes-validations": [
                                    {
                                      "rule": "!self.matches('[%;?#\\\\\\\\]') && !self.contains('//') && !self.matches('/[.][.]?(/|$)')",
                                      "message": "write a path that every reader reads alike, decoded and as the service sees it: it begins with one \"/\", and holds no \"//\", no segment \".\" or \"..\", and none of % ; ? # \\",
                                      "id": "path-not-canonical"
                                    }
                                  ]
                                }
                              }
                            },
                            "methods": {
                              "type": "array",
                              "example": "[GET, HEAD]",
                              "minItems": 1,
                              "maxItems": 7,
                              "x-kubernetes-list-type": "set",
                              "items": {
                                "type": "string",
                                "maxLength": 16,
                                "enum": [
                                  "GET",
                                  "HEAD",
                                  "POST",
                                  "PUT",
                                  "PATCH",
                                  "DELETE",
                                  "OPTIONS"
                                ]
                              }
                            }
                          }
                        }
                      },
                      "require": {
                        "type": "object",
                        "example": "{groups: [admins], scopes: [orders.write]}",
                        "x-kubernetes-validations": [
                          {
                            "rule": "has(self.groups) || has(self.claims) || has(self.scopes) || has(self.clientCertificates)",
                            "message": "write groups, claims, scopes or clientCertificates, as groups: [admins]; an empty require would let every caller through",
                            "id": "require-empty"
                          }
                        ],
                        "properties": {
                          "groups": {
                            "type": "array",
                            "example": "[admins]",
                            "minItems": 1,
                            "maxItems": 64,
                            "x-kubernetes-list-type": "set",
                            "items": {
                              "type": "string",
                              "example": "admins",
                              "minLength": 1,
                              "maxLength": 256,
                              "pattern": "^[^\\x00-\\x1f\\x7f,]+$"
                            }
                          },
                          "claims": {
                            "type": "array",
                            "example": "[{name: acr, values: [\"2\", \"3\"]}]",
                            "minItems": 1,
                            "maxItems": 16,
                            "x-kubernetes-list-type": "map",
                            "x-kubernetes-list-map-keys": [
                              "name"
                            ],
                            "items": {
                              "type": "object",
                              "required": [
                                "name",
                                "values"
                              ],
                              "properties": {
                                "name": {
                                  "type": "string",
                                  "example": "tenant",
                                  "minLength": 1,
                                  "maxLength": 128,
                                  "pattern": "^[A-Za-z0-9_.:/@#-]+$"
                                },
                                "values": {
                                  "type": "array",
                                  "example": "[acme]",
                                  "minItems": 1,
                                  "maxItems": 32,
                                  "x-kubernetes-list-type": "set",
                                  "items": {
                                    "type": "string",
                                    "example": "acme",
                                    "minLength": 1,
                                    "maxLength": 256,
                                    "pattern": "^[^\\x00-\\x1f\\x7f]+$"
                                  }
                                }
                              }
                            }
                          },
                          "scopes": {
                            "type": "array",
                            "example": "[orders.write]",
                            "minItems": 1,
                            "maxItems": 32,
                            "x-kubernetes-list-type": "set",
                            "items": {
                              "type": "string",
                              "example": "orders.write",
                              "minLength": 1,
                              "maxLength": 128,
                              "pattern": "^[!#%-\\[\\]-_a-z|~]+$"
                            }
                          },
                          "clientCertificates": {
                            "type": "array",
                            "example": "[billing]",
                            "minItems": 1,
                            "maxItems": 64,
                            "x-kubernetes-list-type": "set",
                            "items": {
                              "type": "string",
                              "example": "billing",
                              "minLength": 1,
                              "maxLength": 253,
                              "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                            }
                          }
                        }
                      },
                      "deny": {
                        "type": "boolean",
                        "example": "true"
                      }
                    }
                  }
                }
              }
            },
            "mutualTLS": {
              "type": "object",
              "example": "{clients: {ca: {issuerRef: {kind: Issuer, name: shop-clients-ca}}, subjects: [{name: billing, commonName: billing}]}}",
              "x-kubernetes-validations": [
                {
                  "rule": "!has(self.clients) || !has(self.clients.issue) || !has(self.backend) || !has(self.backend.issue) || self.clients.issue.all(entry, !self.backend.issue.exists(other, other.secretName == entry.secretName))",
                  "message": "two certificates would be issued into one Secret in turns: write another secretName in clients.issue or in backend.issue",
                  "id": "issue-secret-twice"
                }
              ],
              "properties": {
                "clients": {
                  "type": "object",
                  "example": "{ca: {issuerRef: {kind: Issuer, name: shop-clients-ca}}, subjects: [{name: billing, commonName: billing}]}",
                  "x-kubernetes-validations": [
                    {
                      "rule": "!has(self.issue) || !has(self.ca) || !has(self.ca.secretName)",
                      "message": "a CA that is brought as a Secret issues nothing: leave issue out, or write ca.issuerRef or ca.managed",
                      "id": "issue-without-issuer"
                    },
                    {
                      "rule": "!has(self.issue) || !has(self.ca) || !has(self.ca.managed) || self.issue.all(entry, !(has(entry.duration) ? entry.duration : '2160h').matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || !(has(self.ca.managed.duration) ? self.ca.managed.duration : '43800h').matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || duration((has(entry.duration) ? entry.duration : '2160h')) < duration((has(self.ca.managed.duration) ? self.ca.managed.duration : '43800h')))",
                      "message": "a certificate would outlive the CA that signs it: write a duration in each entry of issue (2160h where it is not stated) below ca.managed.duration (43800h where it is not stated)",
                      "id": "issue-outlives-ca"
                    }
                  ],
                  "properties": {
                    "mode": {
                      "type": "string",
                      "example": "Required",
                      "maxLength": 16,
                      "enum": [
                        "Required",
                        "Optional"
                      ]
                    },
                    "ca": {
                      "type": "object",
                      "example": "{issuerRef: {kind: Issuer, name: shop-clients-ca}}",
                      "x-kubernetes-validations": [
                        {
                          "rule": "[has(self.issuerRef), has(self.secretName), has(self.managed)].exists_one(stated, stated)",
                          "message": "write exactly one of issuerRef, as {kind: Issuer, name: shop-clients-ca}, secretName, as brought-ca, and managed, as {duration: 43800h}",
                          "id": "client-ca-one-of"
                        }
                      ],
                      "properties": {
                        "issuerRef": {
                          "type": "object",
                          "example": "{kind: Issuer, name: shop-clients-ca}",
                          "required": [
                            "kind",
                            "name"
                          ],
                          "properties": {
                            "kind": {
                              "type": "string",
                              "example": "Issuer",
                              "maxLength": 16,
                              "enum": [
                                "Issuer",
                                "ClusterIssuer"
                              ]
                            },
                            "name": {
                              "type": "string",
                              "example": "shop-services-ca",
                              "minLength": 1,
                              "maxLength": 253,
                              "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                            }
                          }
                        },
                        "secretName": {
                          "type": "string",
                          "example": "brought-ca",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                        },
                        "managed": {
                          "type": "object",
                          "example": "{duration: 43800h, overlap: 168h, revision: 1}",
                          "x-kubernetes-validations": [
                            {
                              "rule": "!(has(self.overlap) ? self.overlap : '168h').matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || !(has(self.duration) ? self.duration : '43800h').matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') || duration((has(self.overlap) ? self.overlap : '168h')) < duration((has(self.duration) ? self.duration : '43800h'))",
                              "message": "write an overlap (168h where it is not stated) below duration (43800h where it is not stated), as overlap: 168h",
                              "id": "managed-overlap"
                            }
                          ],
                          "properties": {
                            "duration": {
                              "type": "string",
                              "example": "43800h",
                              "minLength": 2,
                              "maxLength": 32,
                              "pattern": "^[0-9hms]+$",
                              "x-kubernetes-validations": [
                                {
                                  "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1h') && duration(self) <= duration('87600h') && duration(self).getMilliseconds() % 1000 == 0",
                                  "message": "write whole seconds from 1h to 87600h (ten years), as 43800h",
                                  "id": "managed-duration"
                                }
                              ]
                            },
                            "overlap": {
                              "type": "string",
                              "example": "168h",
                              "minLength": 2,
                              "maxLength": 32,
                              "pattern": "^[0-9hms]+$",
                              "x-kubernetes-validations": [
                                {
                                  "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('0s') && duration(self) <= duration('8760h') && duration(self).getMilliseconds() % 1000 == 0",
                                  "message": "write whole seconds from 0s to 8760h (a year), as 168h",
                                  "id": "managed-overlap-bounds"
                                }
                              ]
                            },
                            "revision": {
                              "type": "integer",
                              "format": "int64",
                              "example": "2",
                              "minimum": 1,
                              "maximum": 1000000
                            }
                          }
                        }
                      }
                    },
                    "verifyDepth": {
                      "type": "integer",
                      "format": "int64",
                      "example": "1",
                      "minimum": 1,
                      "maximum": 8
                    },
                    "subjects": {
                      "type": "array",
                      "example": "[{name: billing, commonName: billing}]",
                      "minItems": 1,
                      "maxItems": 64,
                      "x-kubernetes-list-type": "map",
                      "x-kubernetes-list-map-keys": [
                        "name"
                      ],
                      "items": {
                        "type": "object",
                        "required": [
                          "name"
                        ],
                        "x-kubernetes-validations": [
                          {
                            "rule": "[has(self.commonName), has(self.uri), has(self.dnsName)].exists_one(stated, stated)",
                            "message": "write exactly one of commonName, as billing, uri, as spiffe://example.com/ns/shop/sa/billing, and dnsName, as billing.example.com",
                            "id": "subject-one-of"
                          }
                        ],
                        "properties": {
                          "name": {
                            "type": "string",
                            "example": "billing",
                            "minLength": 1,
                            "maxLength": 253,
                            "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                          },
                          "commonName": {
                            "type": "string",
                            "example": "billing",
                            "minLength": 1,
                            "maxLength": 64,
                            "pattern": "^[^\\x00-\\x1f\\x7f]+$"
                          },
                          "uri": {
                            "type": "string",
                            "example": "spiffe://example.com/ns/shop/sa/billing",
                            "minLength": 4,
                            "maxLength": 512,
                            "pattern": "^[a-z][a-z0-9+.-]*:[!#-\\[\\]-~]+$"
                          },
                          "dnsName": {
                            "type": "string",
                            "example": "billing.example.com",
                            "minLength": 1,
                            "maxLength": 253,
                            "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                          }
                        }
                      }
                    },
                    "issue": {
                      "type": "array",
                      "example": "[{name: billing, secretName: billing-client-tls, commonName: billing, duration: 720h}]",
                      "minItems": 1,
                      "maxItems": 16,
                      "x-kubernetes-list-type": "map",
                      "x-kubernetes-list-map-keys": [
                        "secretName"
                      ],
                      "items": {
                        "type": "object",
                        "required": [
                          "secretName"
                        ],
                        "x-kubernetes-validations": [
                          {
                            "rule": "has(self.commonName) || has(self.uris) || has(self.dnsNames)",
                            "message": "say whom the certificate names: write commonName, uris or dnsNames, as dnsNames: [orders.shop.svc]",
                            "id": "issue-without-names"
                          }
                        ],
                        "properties": {
                          "name": {
                            "type": "string",
                            "example": "billing",
                            "minLength": 1,
                            "maxLength": 253,
                            "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                          },
                          "secretName": {
                            "type": "string",
                            "example": "billing-client-tls",
                            "minLength": 1,
                            "maxLength": 253,
                            "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                          },
                          "commonName": {
                            "type": "string",
                            "example": "billing",
                            "minLength": 1,
                            "maxLength": 64,
                            "pattern": "^[^\\x00-\\x1f\\x7f]+$"
                          },
                          "uris": {
                            "type": "array",
                            "example": "[\"spiffe://example.com/ns/shop/sa/billing\"]",
                            "minItems": 1,
                            "maxItems": 4,
                            "x-kubernetes-list-type": "set",
                            "items": {
                              "type": "string",
                              "example": "spiffe://example.com/ns/shop/sa/billing",
                              "minLength": 11,
                              "maxLength": 512,
                              "pattern": "^[A-Za-z0-9:/._-]+$",
                              "x-kubernetes-validations": [
                                {
                                  "rule": "self.matches('^spiffe://[a-z0-9._-]+(/[A-Za-z0-9._-]+)+$') && !self.matches('/[.][.]?(/|$)')",
                                  "message": "write a SPIFFE id, as spiffe://example.com/ns/shop/sa/billing: no port, no query, no fragment, no \"%\", and no segment that is empty, \".\" or \"..\"",
                                  "id": "spiffe-id"
                                }
                              ]
                            }
                          },
                          "dnsNames": {
                            "type": "array",
                            "example": "[orders.shop.svc, orders.shop.svc.cluster.local]",
                            "minItems": 1,
                            "maxItems": 16,
                            "x-kubernetes-list-type": "set",
                            "items": {
                              "type": "string",
                              "example": "orders.shop.svc",
                              "minLength": 1,
                              "maxLength": 253,
                              "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                            }
                          },
                          "duration": {
                            "type": "string",
                            "example": "720h",
                            "minLength": 2,
                            "maxLength": 32,
                            "pattern": "^[0-9hms]+$",
                            "x-kubernetes-validations": [
                              {
                                "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1h') && duration(self) <= duration('87600h') && duration(self).getMilliseconds() % 1000 == 0",
                                "message": "write whole seconds from 1h to 87600h (ten years), as 720h",
                                "id": "certificate-duration"
                              }
                            ]
                          }
                        }
                      }
                    }
                  }
                },
                "backend": {
                  "type": "object",
                  "example": "{certificate: {issuerRef: {kind: Issuer, name: shop-services-ca}}, serverName: orders.shop.svc}",
                  "required": [
                    "certificate",
                    "serverName"
                  ],
                  "x-kubernetes-validations": [
                    {
                      "rule": "!has(self.ca) || (has(self.certificate.secretName) && self.ca.secretName == self.certificate.secretName)",
                      "message": "the gateway takes certificate, key and CA from one Secret: put ca.crt into the Secret of certificate, and name that Secret here, or leave ca out",
                      "id": "backend-ca-elsewhere"
                    },
                    {
                      "rule": "!has(self.issue) || has(self.certificate.issuerRef)",
                      "message": "certificates for the services are issued by the issuer of certificate: write certificate.issuerRef, or leave issue out",
                      "id": "backend-issue-without-issuer"
                    }
                  ],
                  "properties": {
                    "certificate": {
                      "type": "object",
                      "example": "{issuerRef: {kind: Issuer, name: shop-services-ca}}",
                      "x-kubernetes-validations": [
                        {
                          "rule": "has(self.issuerRef) != has(self.secretName)",
                          "message": "write exactly one of issuerRef, as {kind: Issuer, name: shop-services-ca}, and secretName, as orders-gateway-tls",
                          "id": "backend-certificate-one-of"
                        }
                      ],
                      "properties": {
                        "issuerRef": {
                          "type": "object",
                          "example": "{kind: Issuer, name: shop-services-ca}",
                          "required": [
                            "kind",
                            "name"
                          ],
                          "properties": {
                            "kind": {
                              "type": "string",
                              "example": "Issuer",
                              "maxLength": 16,
                              "enum": [
                                "Issuer",
                                "ClusterIssuer"
                              ]
                            },
                            "name": {
                              "type": "string",
                              "example": "shop-services-ca",
                              "minLength": 1,
                              "maxLength": 253,
                              "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                            }
                          }
                        },
                        "secretName": {
                          "type": "string",
                          "example": "orders-gateway-tls",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                        }
                      }
                    },
                    "serverName": {
                      "type": "string",
                      "example": "orders.shop.svc",
                      "minLength": 1,
                      "maxLength": 253,
                      "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                    },
                    "ca": {
                      "type": "object",
                      "example": "{secretName: orders-gateway-tls}",
                      "required": [
                        "secretName"
                      ],
                      "properties": {
                        "secretName": {
                          "type": "string",
                          "example": "orders-gateway-tls",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                        }
                      }
                    },
                    "issue": {
                      "type": "array",
                      "example": "[{secretName: orders-server-tls, dnsNames: [orders.shop.svc, orders.shop.svc.cluster.local]}]",
                      "minItems": 1,
                      "maxItems": 16,
                      "x-kubernetes-list-type": "map",
                      "x-kubernetes-list-map-keys": [
                        "secretName"
                      ],
                      "items": {
                        "type": "object",
                        "required": [
                          "secretName"
                        ],
                        "x-kubernetes-validations": [
                          {
                            "rule": "has(self.commonName) || has(self.uris) || has(self.dnsNames)",
                            "message": "say whom the certificate names: write commonName, uris or dnsNames, as dnsNames: [orders.shop.svc]",
                            "id": "issue-without-names"
                          }
                        ],
                        "properties": {
                          "secretName": {
                            "type": "string",
                            "example": "orders-server-tls",
                            "minLength": 1,
                            "maxLength": 253,
                            "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                          },
                          "commonName": {
                            "type": "string",
                            "example": "billing",
                            "minLength": 1,
                            "maxLength": 64,
                            "pattern": "^[^\\x00-\\x1f\\x7f]+$"
                          },
                          "uris": {
                            "type": "array",
                            "example": "[\"spiffe://example.com/ns/shop/sa/billing\"]",
                            "minItems": 1,
                            "maxItems": 4,
                            "x-kubernetes-list-type": "set",
                            "items": {
                              "type": "string",
                              "example": "spiffe://example.com/ns/shop/sa/billing",
                              "minLength": 11,
                              "maxLength": 512,
                              "pattern": "^[A-Za-z0-9:/._-]+$",
                              "x-kubernetes-validations": [
                                {
                                  "rule": "self.matches('^spiffe://[a-z0-9._-]+(/[A-Za-z0-9._-]+)+$') && !self.matches('/[.][.]?(/|$)')",
                                  "message": "write a SPIFFE id, as spiffe://example.com/ns/shop/sa/billing: no port, no query, no fragment, no \"%\", and no segment that is empty, \".\" or \"..\"",
                                  "id": "spiffe-id"
                                }
                              ]
                            }
                          },
                          "dnsNames": {
                            "type": "array",
                            "example": "[orders.shop.svc, orders.shop.svc.cluster.local]",
                            "minItems": 1,
                            "maxItems": 16,
                            "x-kubernetes-list-type": "set",
                            "items": {
                              "type": "string",
                              "example": "orders.shop.svc",
                              "minLength": 1,
                              "maxLength": 253,
                              "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                            }
                          },
                          "duration": {
                            "type": "string",
                            "example": "720h",
                            "minLength": 2,
                            "maxLength": 32,
                            "pattern": "^[0-9hms]+$",
                            "x-kubernetes-validations": [
                              {
                                "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1h') && duration(self) <= duration('87600h') && duration(self).getMilliseconds() % 1000 == 0",
                                "message": "write whole seconds from 1h to 87600h (ten years), as 720h",
                                "id": "certificate-duration"
                              }
                            ]
                          }
                        }
                      }
                    }
                  }
                }
              }
            },
            "rateLimit": {
              "type": "object",
              "example": "{rules: [{name: per-address, requests: 20, per: Second, by: ClientAddress}], connections: 50}",
              "properties": {
                "rules": {
                  "type": "array",
                  "example": "[{name: per-address, requests: 20, per: Second, by: ClientAddress, burst: 40}]",
                  "minItems": 1,
                  "maxItems": 16,
                  "x-kubernetes-list-type": "map",
                  "x-kubernetes-list-map-keys": [
                    "name"
                  ],
                  "x-kubernetes-validations": [
                    {
                      "rule": "!self.exists(rule, rule.by == 'Header') || self.exists(rule, rule.by == 'ClientAddress' && !has(rule.matches))",
                      "message": "a client writes its headers itself, and a new value is a new counter: write a rule by: ClientAddress without matches beside a rule by: Header",
                      "id": "header-rule-alone"
                    },
                    {
                      "rule": "self.all(rule, !has(rule.burst) || rule.by != 'ClientAddress' || has(rule.matches) || self.filter(other, other.by == 'ClientAddress' && other.per == rule.per && !has(other.matches))[0].name == rule.name)",
                      "message": "the gateway has one counter by address a second and one a minute, for the first rule of that unit: leave burst out of the others",
                      "id": "burst-on-second-rule"
                    }
                  ],
                  "items": {
                    "type": "object",
                    "required": [
                      "name",
                      "requests",
                      "per",
                      "by"
                    ],
                    "x-kubernetes-validations": [
                      {
                        "rule": "(self.by == 'Claim') == has(self.claim) && (self.by == 'Header') == has(self.header)",
                        "message": "by: Claim needs claim, as claim: tenant, and by: Header needs header, as header: X-Tenant; leave them out of other rules",
                        "id": "rate-key"
                      },
                      {
                        "rule": "!has(self.burst) || self.burst >= self.requests",
                        "message": "burst is the number of requests taken at once and includes requests: write a burst of at least requests, or leave it out (then it equals requests)",
                        "id": "burst-below-requests"
                      },
                      {
                        "rule": "!has(self.burst) || (self.by == 'ClientAddress' && self.per in ['Second', 'Minute'] && !has(self.matches))",
                        "message": "only a rule by: ClientAddress per Second or Minute without matches has a burst: leave burst out here",
                        "id": "burst-without-effect"
                      }
                    ],
                    "properties": {
                      "name": {
                        "type": "string",
                        "example": "per-address",
                        "minLength": 1,
                        "maxLength": 63,
                        "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
                      },
                      "requests": {
                        "type": "integer",
                        "format": "int64",
                        "example": "20",
                        "minimum": 1,
                        "maximum": 1000000
                      },
                      "per": {
                        "type": "string",
                        "example": "Second",
                        "maxLength": 16,
                        "enum": [
                          "Second",
                          "Minute",
                          "Hour",
                          "Day"
                        ]
                      },
                      "by": {
                        "type": "string",
                        "example": "User",
                        "maxLength": 32,
                        "enum": [
                          "User",
                          "ClientAddress",
                          "Header",
                          "Claim",
                          "APIKey",
                          "ClientCertificate"
                        ]
                      },
                      "claim": {
                        "type": "string",
                        "example": "tenant",
                        "minLength": 1,
                        "maxLength": 128,
                        "pattern": "^[A-Za-z0-9_.:/@#-]+$"
                      },
                      "header": {
                        "type": "string",
                        "example": "X-Tenant",
                        "minLength": 1,
                        "maxLength": 64,
                        "pattern": "^[A-Za-z0-9-]+$",
                        "x-kubernetes-validations": [
                          {
                            "rule": "!self.lowerAscii().matches('^(authorization|cookie|set-cookie|host|x-auth-request-.*|x-original-.*|x-forwarded-.*|x-gate-.*|x-real-ip|x-request-id|x-code|x-format|x-ingress-name|x-namespace|x-service-name|x-service-port|x-scheme|ssl-client-.*|forwarded|via|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|content-.*|accept|accept-.*|sec-.*|origin|access-control-.*)$')",
                            "message": "this header belongs to the gateway, the login or the connection, so a limit by it counts nothing or the wrong thing: write by: User, by: APIKey or by: ClientAddress instead, or a header of your own, as X-Tenant",
                            "id": "rate-header"
                          }
                        ]
                      },
                      "matches": {
                        "type": "array",
                        "example": "[{path: {type: PathPrefix, value: /export}, methods: [POST]}]",
                        "minItems": 1,
                        "maxItems": 16,
                        "x-kubernetes-list-type": "atomic",
                        "items": {
                          "type": "object",
                          "x-kubernetes-validations": [
                            {
                              "rule": "has(self.hosts) || has(self.path) || has(self.methods)",
                              "message": "write hosts, path or methods, as path: {type: PathPrefix, value: /orders}; for every request leave matches out",
                              "id": "match-empty"
                            }
                          ],
                          "properties": {
                            "hosts": {
                              "type": "array",
                              "example": "[api.example.com]",
                              "minItems": 1,
                              "maxItems": 16,
                              "x-kubernetes-list-type": "set",
                              "items": {
                                "type": "string",
                                "example": "api.example.com",
                                "minLength": 1,
                                "maxLength": 253,
                                "pattern": "^(\\*\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$"
                              }
                            },
                            "path": {
                              "type": "object",
                              "example": "{type: PathPrefix, value: /orders}",
                              "required": [
                                "type",
                                "value"
                              ],
                              "properties": {
                                "type": {
                                  "type": "string",
                                  "example": "PathPrefix",
                                  "maxLength": 16,
                                  "enum": [
                                    "Exact",
                                    "PathPrefix"
                                  ]
                                },
                                "value": {
                                  "type": "string",
                                  "example": "/orders",
                                  "minLength": 1,
                                  "maxLength": 256,
                                  "pattern": "^/[!-~]*$",
                                  "x-kubernetes-validations": [
                                    {
                                      "rule": "!self.matches('[%;?#\\\\\\\\]') && !self.contains('//') && !self.matches('/[.][.]?(/|$)')",
                                      "message": "write a path that every reader reads alike, decoded and as the service sees it: it begins with one \"/\", and holds no \"//\", no segment \".\" or \"..\", and none of % ; ? # \\",
                                      "id": "path-not-canonical"
                                    }
                                  ]
                                }
                              }
                            },
                            "methods": {
                              "type": "array",
                              "example": "[GET, HEAD]",
                              "minItems": 1,
                              "maxItems": 7,
                              "x-kubernetes-list-type": "set",
                              "items": {
                                "type": "string",
                                "maxLength": 16,
                                "enum": [
                                  "GET",
                                  "HEAD",
                                  "POST",
                                  "PUT",
                                  "PATCH",
                                  "DELETE",
                                  "OPTIONS"
                                ]
                              }
                            }
                          }
                        }
                      },
                      "burst": {
                        "type": "integer",
                        "format": "int64",
                        "example": "40",
                        "minimum": 1,
                        "maximum": 1000000
                      }
                    }
                  }
                },
                "connections": {
                  "type": "integer",
                  "format": "int64",
                  "example": "50",
                  "minimum": 1,
                  "maximum": 100000
                },
                "exemptCIDRs": {
                  "type": "array",
                  "example": "[192.0.2.0/24, \"2001:db8::/32\"]",
                  "minItems": 1,
                  "maxItems": 256,
                  "x-kubernetes-list-type": "set",
                  "items": {
                    "type": "string",
                    "example": "192.0.2.0/24",
                    "maxLength": 43,
                    "pattern": "^[0-9A-Fa-f:./]+$",
                    "x-kubernetes-validations": [
                      {
                        "rule": "isCIDR(self) && cidr(self) == cidr(self).masked()",
                        "message": "write a network as 192.0.2.0/24 or 2001:db8::/32",
                        "messageExpression": "isCIDR(self) ? 'write the network %s (%s has host bits), or %s%s for that one address'.format([string(cidr(self).masked()), self, string(cidr(self).ip()), cidr(self).ip().family() == 4 ? '/32' : '/128']) : isIP(self) ? 'write %s%s for this one address'.format([self, ip(self).family() == 4 ? '/32' : '/128']) : 'write a network as 192.0.2.0/24 or 2001:db8::/32'",
                        "id": "cidr"
                      }
                    ]
                  }
                },
                "onStoreFailure": {
                  "type": "string",
                  "example": "Deny",
                  "maxLength": 16,
                  "enum": [
                    "Local",
                    "Deny",
                    "Allow"
                  ]
                },
                "redis": {
                  "type": "object",
                  "example": "{address: \"redis.shop.svc:6379\", passwordSecretRef: {name: redis, key: password}, tls: Enabled}",
                  "required": [
                    "address"
                  ],
                  "properties": {
                    "address": {
                      "type": "string",
                      "example": "redis.shop.svc:6379",
                      "minLength": 3,
                      "maxLength": 259,
                      "pattern": "^[A-Za-z0-9.:-]+$",
                      "x-kubernetes-validations": [
                        {
                          "rule": "self.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?([.][a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$')",
                          "message": "write host and port, as redis.shop.svc:6379, in small letters, without a scheme and without a path",
                          "id": "redis-address"
                        }
                      ]
                    },
                    "passwordSecretRef": {
                      "type": "object",
                      "example": "{name: redis, key: password}",
                      "required": [
                        "name",
                        "key"
                      ],
                      "properties": {
                        "name": {
                          "type": "string",
                          "example": "redis",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                        },
                        "key": {
                          "type": "string",
                          "example": "password",
                          "minLength": 1,
                          "maxLength": 253,
                          "pattern": "^\\.?[A-Za-z0-9_-][-._A-Za-z0-9]*$"
                        }
                      }
                    },
                    "tls": {
                      "type": "string",
                      "example": "Enabled",
                      "maxLength": 16,
                      "enum": [
                        "Enabled",
                        "Disabled"
                      ]
                    }
                  }
                }
              }
            },
            "timeouts": {
              "type": "object",
              "example": "{connect: 5s, read: 60s, send: 60s}",
              "properties": {
                "connect": {
                  "type": "string",
                  "example": "5s",
                  "minLength": 2,
                  "maxLength": 32,
                  "pattern": "^[0-9hms]+$",
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1s') && duration(self) <= duration('24h') && duration(self).getMilliseconds() % 1000 == 0",
                      "message": "write whole seconds from 1s to 24h, as 5s, 1m or 1h30m",
                      "id": "duration"
                    }
                  ]
                },
                "read": {
                  "type": "string",
                  "example": "60s",
                  "minLength": 2,
                  "maxLength": 32,
                  "pattern": "^[0-9hms]+$",
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1s') && duration(self) <= duration('24h') && duration(self).getMilliseconds() % 1000 == 0",
                      "message": "write whole seconds from 1s to 24h, as 5s, 1m or 1h30m",
                      "id": "duration"
                    }
                  ]
                },
                "send": {
                  "type": "string",
                  "example": "60s",
                  "minLength": 2,
                  "maxLength": 32,
                  "pattern": "^[0-9hms]+$",
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1s') && duration(self) <= duration('24h') && duration(self).getMilliseconds() % 1000 == 0",
                      "message": "write whole seconds from 1s to 24h, as 5s, 1m or 1h30m",
                      "id": "duration"
                    }
                  ]
                }
              }
            },
            "validation": {
              "type": "object",
              "example": "{maxBodySize: 1Mi, waf: {mode: Detect}}",
              "properties": {
                "methods": {
                  "type": "array",
                  "example": "[GET, POST]",
                  "minItems": 1,
                  "maxItems": 7,
                  "x-kubernetes-list-type": "set",
                  "items": {
                    "type": "string",
                    "maxLength": 16,
                    "enum": [
                      "GET",
                      "HEAD",
                      "POST",
                      "PUT",
                      "PATCH",
                      "DELETE",
                      "OPTIONS"
                    ]
                  }
                },
                "contentTypes": {
                  "type": "array",
                  "example": "[application/json]",
                  "minItems": 1,
                  "maxItems": 32,
                  "x-kubernetes-list-type": "set",
                  "items": {
                    "type": "string",
                    "example": "application/json",
                    "minLength": 3,
                    "maxLength": 127,
                    "pattern": "^[a-z0-9][a-z0-9!#&^_.+-]*/[a-z0-9][a-z0-9!#&^_.+-]*$"
                  }
                },
                "maxBodySize": {
                  "x-kubernetes-int-or-string": true,
                  "anyOf": [
                    {
                      "type": "integer"
                    },
                    {
                      "type": "string"
                    }
                  ],
                  "example": "1Mi",
                  "maxLength": 20,
                  "pattern": "^[0-9A-Za-z.+-]+$",
                  "x-kubernetes-validations": [
                    {
                      "rule": "string(self).matches('^([0-9]{1,16}|[0-9]{1,10}(\\\\.[0-9]{1,3})?(k|M|G)|[0-9]{1,10}(\\\\.(0|5|25|50|75|125|250|375|500|625|750|875))?(Ki|Mi|Gi)|[0-9]{1,3}[eE][0-9])$') && quantity(string(self)).compareTo(quantity('1')) >= 0 && quantity(string(self)).compareTo(quantity('8Gi')) <= 0",
                      "message": "write a size from 1 byte to 8Gi in whole bytes, as 1Mi, 512Ki or 1048576; a small m is a thousandth in Kubernetes, write Mi",
                      "id": "size"
                    }
                  ]
                },
                "waf": {
                  "type": "object",
                  "example": "{mode: Detect}",
                  "required": [
                    "mode"
                  ],
                  "properties": {
                    "mode": {
                      "type": "string",
                      "example": "Detect",
                      "maxLength": 16,
                      "enum": [
                        "Off",
                        "Detect",
                        "Block"
                      ]
                    }
                  }
                }
              }
            },
            "exposure": {
              "type": "object",
              "example": "{cors: {allowOrigins: [\"https://app.example.com\"]}, securityHeaders: Standard}",
              "properties": {
                "cors": {
                  "type": "object",
                  "example": "{allowOrigins: [\"https://app.example.com\"], allowMethods: [GET, POST]}",
                  "required": [
                    "allowOrigins"
                  ],
                  "x-kubernetes-validations": [
                    {
                      "rule": "!has(self.allowCredentials) || !self.allowCredentials || !has(self.allowOrigins) || !self.allowOrigins.exists(origin, origin == '*')",
                      "message": "allowCredentials with the origin \"*\" would let every site act for a user who is logged in: name the origins, as https://app.example.com, or leave allowCredentials out",
                      "id": "cors-any-origin-with-credentials"
                    }
                  ],
                  "properties": {
                    "allowOrigins": {
                      "type": "array",
                      "example": "[\"https://app.example.com\", \"https://*.example.org\"]",
                      "minItems": 1,
                      "maxItems": 64,
                      "x-kubernetes-list-type": "set",
                      "x-kubernetes-validations": [
                        {
                          "rule": "self.size() == 1 || !self.exists(origin, origin == '*')",
                          "message": "the origin \"*\" stands for every origin and makes the others void: write it alone, or name the origins without it",
                          "id": "cors-any-origin-among-others"
                        }
                      ],
                      "items": {
                        "type": "string",
                        "example": "https://app.example.com",
                        "maxLength": 267,
                        "pattern": "^[A-Za-z0-9:/.*_-]+$",
                        "x-kubernetes-validations": [
                          {
                            "rule": "self.matches('^(\\\\*|https?://(\\\\*\\\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?)$')",
                            "message": "write an origin as https://app.example.com, https://app.example.com:8443 or https://*.example.com, in small letters, without a path or a slash at the end; or \"*\" for any",
                            "id": "origin"
                          }
                        ]
                      }
                    },
                    "allowMethods": {
                      "type": "array",
                      "example": "[GET, POST]",
                      "minItems": 1,
                      "maxItems": 7,
                      "x-kubernetes-list-type": "set",
                      "items": {
                        "type": "string",
                        "maxLength": 16,
                        "enum": [
                          "GET",
                          "HEAD",
                          "POST",
                          "PUT",
                          "PATCH",
                          "DELETE",
                          "OPTIONS"
                        ]
                      }
                    },
                    "allowHeaders": {
                      "type": "array",
                      "example": "[authorization, content-type]",
                      "minItems": 1,
                      "maxItems": 64,
                      "x-kubernetes-list-type": "set",
                      "items": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": 64,
                        "pattern": "^[A-Za-z0-9_-]+$"
                      }
                    },
                    "exposeHeaders": {
                      "type": "array",
                      "example": "[x-request-id]",
                      "minItems": 1,
                      "maxItems": 64,
                      "x-kubernetes-list-type": "set",
                      "items": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": 64,
                        "pattern": "^[A-Za-z0-9_-]+$"
                      }
                    },
                    "allowCredentials": {
                      "type": "boolean",
                      "example": "true"
                    },
                    "maxAgeSeconds": {
                      "type": "integer",
                      "format": "int64",
                      "example": "600",
                      "minimum": 0,
                      "maximum": 86400
                    }
                  }
                },
                "securityHeaders": {
                  "type": "string",
                  "example": "Standard",
                  "maxLength": 16,
                  "enum": [
                    "Standard",
                    "None"
                  ]
                },
                "responseHeaders": {
                  "type": "object",
                  "example": "{set: [{name: Cache-Control, value: no-store}], remove: [Server, X-Powered-By]}",
                  "x-kubernetes-validations": [
                    {
                      "rule": "!has(self.set) || !has(self.remove) || !self.set.exists(header, self.remove.exists(name, name.lowerAscii() == header.name.lowerAscii()))",
                      "message": "a header is both set and removed: keep it in one of the two lists (set alone replaces what the service sends)",
                      "id": "header-set-and-removed"
                    }
                  ],
                  "properties": {
                    "set": {
                      "type": "array",
                      "example": "[{name: Cache-Control, value: no-store}]",
                      "minItems": 1,
                      "maxItems": 32,
                      "x-kubernetes-list-type": "map",
                      "x-kubernetes-list-map-keys": [
                        "name"
                      ],
                      "x-kubernetes-validations": [
                        {
                          "rule": "self.all(header, self.exists_one(other, other.name.lowerAscii() == header.name.lowerAscii()))",
                          "message": "a header stands here twice (names of headers have no case): keep one entry a name",
                          "id": "header-name-twice"
                        }
                      ],
                      "items": {
                        "type": "object",
                        "required": [
                          "name",
                          "value"
                        ],
                        "properties": {
                          "name": {
                            "type": "string",
                            "example": "Cache-Control",
                            "minLength": 1,
                            "maxLength": 64,
                            "pattern": "^[A-Za-z0-9_-]+$"
                          },
                          "value": {
                            "type": "string",
                            "example": "no-store",
                            "minLength": 1,
                            "maxLength": 2048,
                            "pattern": "^[!#%-\\[\\]-_a-z|~]([ !#%-\\[\\]-_a-z|~]*[!#%-\\[\\]-_a-z|~])?$"
                          }
                        }
                      }
                    },
                    "remove": {
                      "type": "array",
                      "example": "[Server, X-Powered-By]",
                      "minItems": 1,
                      "maxItems": 32,
                      "x-kubernetes-list-type": "set",
                      "x-kubernetes-validations": [
                        {
                          "rule": "self.all(name, self.exists_one(other, other.lowerAscii() == name.lowerAscii()))",
                          "message": "a header stands here twice (names of headers have no case): keep one entry a name",
                          "id": "header-name-twice"
                        }
                      ],
                      "items": {
                        "type": "string",
                        "example": "X-Powered-By",
                        "minLength": 1,
                        "maxLength": 64,
                        "pattern": "^[A-Za-z0-9_-]+$"
                      }
                    }
                  }
                }
              }
            },
            "network": {
              "type": "object",
              "example": "{allowedCIDRs: [198.51.100.0/24], deniedCIDRs: [198.51.100.13/32]}",
              "properties": {
                "allowedCIDRs": {
                  "type": "array",
                  "example": "[198.51.100.0/24, \"2001:db8::/32\"]",
                  "minItems": 1,
                  "maxItems": 256,
                  "x-kubernetes-list-type": "set",
                  "items": {
                    "type": "string",
                    "example": "198.51.100.0/24",
                    "maxLength": 43,
                    "pattern": "^[0-9A-Fa-f:./]+$",
                    "x-kubernetes-validations": [
                      {
                        "rule": "isCIDR(self) && cidr(self) == cidr(self).masked()",
                        "message": "write a network as 192.0.2.0/24 or 2001:db8::/32",
                        "messageExpression": "isCIDR(self) ? 'write the network %s (%s has host bits), or %s%s for that one address'.format([string(cidr(self).masked()), self, string(cidr(self).ip()), cidr(self).ip().family() == 4 ? '/32' : '/128']) : isIP(self) ? 'write %s%s for this one address'.format([self, ip(self).family() == 4 ? '/32' : '/128']) : 'write a network as 192.0.2.0/24 or 2001:db8::/32'",
                        "id": "cidr"
                      }
                    ]
                  }
                },
                "deniedCIDRs": {
                  "type": "array",
                  "example": "[198.51.100.13/32]",
                  "minItems": 1,
                  "maxItems": 256,
                  "x-kubernetes-list-type": "set",
                  "items": {
                    "type": "string",
                    "example": "198.51.100.13/32",
                    "maxLength": 43,
                    "pattern": "^[0-9A-Fa-f:./]+$",
                    "x-kubernetes-validations": [
                      {
                        "rule": "isCIDR(self) && cidr(self) == cidr(self).masked()",
                        "message": "write a network as 192.0.2.0/24 or 2001:db8::/32",
                        "messageExpression": "isCIDR(self) ? 'write the network %s (%s has host bits), or %s%s for that one address'.format([string(cidr(self).masked()), self, string(cidr(self).ip()), cidr(self).ip().family() == 4 ? '/32' : '/128']) : isIP(self) ? 'write %s%s for this one address'.format([self, ip(self).family() == 4 ? '/32' : '/128']) : 'write a network as 192.0.2.0/24 or 2001:db8::/32'",
                        "id": "cidr"
                      }
                    ]
                  }
                }
              }
            },
            "verification": {
              "type": "object",
              "example": "{mode: Active, interval: 10m, limits: Disabled}",
              "properties": {
                "mode": {
                  "type": "string",
                  "example": "Active",
                  "maxLength": 16,
                  "enum": [
                    "Active",
                    "Passive",
                    "Off"
                  ]
                },
                "interval": {
                  "type": "string",
                  "example": "10m",
                  "minLength": 2,
                  "maxLength": 32,
                  "pattern": "^[0-9hms]+$",
                  "x-kubernetes-validations": [
                    {
                      "rule": "self.matches('^([0-9]{1,5}(h|m|s|ms)){1,4}$') && duration(self) >= duration('1m') && duration(self) <= duration('24h') && duration(self).getMilliseconds() % 1000 == 0",
                      "message": "write whole seconds from 1m to 24h, as 10m, 90s or 1h30m",
                      "id": "verification-interval"
                    }
                  ]
                },
                "limits": {
                  "type": "string",
                  "example": "Disabled",
                  "maxLength": 16,
                  "enum": [
                    "Disabled",
                    "Enabled"
                  ]
                }
              }
            },
            "drift": {
              "type": "string",
              "example": "Repair",
              "maxLength": 16,
              "enum": [
                "Repair",
                "Report"
              ]
            }
          },
          "x-kubernetes-validations": [
            {
              "rule": "!has(self.authentication) || has(self.authentication.oidc) || has(self.authentication.jwt) || has(self.authentication.apiKeys) || (has(self.mutualTLS) && has(self.mutualTLS.clients))",
              "message": "nobody could be let in: write oidc, jwt or apiKeys in authentication, or mutualTLS.clients; for an API that is open to everybody leave authentication out",
              "id": "authentication-without-callers"
            },
            {
              "rule": "!has(self.mutualTLS) || !has(self.mutualTLS.clients) || !has(self.tls) || !has(self.tls.plaintext) || self.tls.plaintext != 'Allow'",
              "message": "a caller over plain http shows no certificate and would be let in: write tls.plaintext: Redirect or Refuse beside mutualTLS.clients, or leave plaintext out",
              "id": "client-certificates-over-http"
            }
          ]
        },
        "require": {
          "type": "object",
          "example": "{minimumScore: 80, controls: [tls.https], enforcement: Enforce, ungovernedIngresses: Report}",
          "properties": {
            "minimumScore": {
              "type": "integer",
              "format": "int64",
              "example": "80",
              "minimum": 1,
              "maximum": 100
            },
            "controls": {
              "type": "array",
              "example": "[tls.https, tls.plaintext]",
              "minItems": 1,
              "maxItems": 64,
              "x-kubernetes-list-type": "set",
              "items": {
                "type": "string",
                "example": "tls.https",
                "maxLength": 63,
                "enum": [
                  "tls.https",
                  "tls.plaintext",
                  "tls.versions",
                  "tls.ciphers",
                  "tls.hsts",
                  "tls.certificate",
                  "mtls.client-required",
                  "mtls.client-verified",
                  "mtls.client-subjects",
                  "mtls.backend-verified",
                  "mtls.backend-client",
                  "auth.anonymous-refused",
                  "auth.forged-tokens",
                  "auth.login",
                  "auth.identity-headers",
                  "auth.query-tokens",
                  "auth.fail-closed",
                  "authz.rules",
                  "authz.paths",
                  "rate.per-address",
                  "rate.per-user",
                  "rate.response",
                  "input.body-size",
                  "input.methods",
                  "input.content-types",
                  "input.waf",
                  "output.cors",
                  "output.headers",
                  "output.banner",
                  "network.addresses",
                  "host.shared",
                  "host.ungoverned",
                  "gateway.advisories"
                ]
              }
            },
            "enforcement": {
              "type": "string",
              "example": "Enforce",
              "maxLength": 16,
              "enum": [
                "Enforce"
              ]
            },
            "ungovernedIngresses": {
              "type": "string",
              "example": "Report",
              "maxLength": 16,
              "enum": [
                "Report"
              ]
            }
          }
        },
        "issuance": {
          "type": "object",
          "example": "{clusterIssuers: [corporate-ca], spiffeTrustDomains: [example.com], dnsSuffixes: [shop.internal.example.com]}",
          "properties": {
            "clusterIssuers": {
              "type": "array",
              "example": "[corporate-ca]",
              "minItems": 1,
              "maxItems": 32,
              "x-kubernetes-list-type": "set",
              "items": {
                "type": "string",
                "example": "corporate-ca",
                "minLength": 1,
                "maxLength": 253,
                "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
              }
            },
            "spiffeTrustDomains": {
              "type": "array",
              "example": "[example.com]",
              "minItems": 1,
              "maxItems": 32,
              "x-kubernetes-list-type": "set",
              "items": {
                "type": "string",
                "example": "example.com",
                "minLength": 1,
                "maxLength": 253,
                "pattern": "^[a-z0-9._-]+$"
              }
            },
            "dnsSuffixes": {
              "type": "array",
              "example": "[shop.internal.example.com]",
              "minItems": 1,
              "maxItems": 32,
              "x-kubernetes-list-type": "set",
              "items": {
                "type": "string",
                "example": "shop.internal.example.com",
                "minLength": 3,
                "maxLength": 253,
                "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$"
              }
            }
          }
        },
        "exceptions": {
          "type": "array",
          "example": "[{control: tls.hsts, namespace: shop, policy: orders, owner: team-shop, reason: \"old scanner, ticket 4711\", expires: \"2027-01-31\"}]",
          "minItems": 1,
          "maxItems": 256,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": [
            "control",
            "namespace",
            "policy"
          ],
          "items": {
            "type": "object",
            "required": [
              "control",
              "namespace",
              "policy",
              "owner",
              "reason",
              "expires"
            ],
            "properties": {
              "control": {
                "type": "string",
                "example": "tls.hsts",
                "maxLength": 63,
                "enum": [
                  "tls.https",
                  "tls.plaintext",
                  "tls.versions",
                  "tls.ciphers",
                  "tls.hsts",
                  "tls.certificate",
                  "mtls.client-required",
                  "mtls.client-verified",
                  "mtls.client-subjects",
                  "mtls.backend-verified",
                  "mtls.backend-client",
                  "auth.anonymous-refused",
                  "auth.forged-tokens",
                  "auth.login",
                  "auth.identity-headers",
                  "auth.query-tokens",
                  "auth.fail-closed",
                  "authz.rules",
                  "authz.paths",
                  "rate.per-address",
                  "rate.per-user",
                  "rate.response",
                  "input.body-size",
                  "input.methods",
                  "input.content-types",
                  "input.waf",
                  "output.cors",
                  "output.headers",
                  "output.banner",
                  "network.addresses",
                  "host.shared",
                  "host.ungoverned",
                  "gateway.advisories"
                ]
              },
              "namespace": {
                "type": "string",
                "example": "shop",
                "minLength": 1,
                "maxLength": 63,
                "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
              },
              "policy": {
                "type": "string",
                "example": "orders",
                "minLength": 1,
                "maxLength": 253,
                "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
              },
              "owner": {
                "type": "string",
                "example": "team-shop",
                "minLength": 1,
                "maxLength": 128,
                "pattern": "^[^\\x00-\\x1f\\x7f]+$"
              },
              "reason": {
                "type": "string",
                "example": "old scanner, ticket 4711",
                "minLength": 1,
                "maxLength": 512,
                "pattern": "^[^\\x00-\\x1f\\x7f]+$"
              },
              "expires": {
                "type": "string",
                "example": "2027-01-31",
                "minLength": 8,
                "maxLength": 32,
                "pattern": "^[0-9-]+$",
                "x-kubernetes-validations": [
                  {
                    "rule": "self.matches('^20([0-9]{2}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([02468][048]|[13579][26])-02-29)$')",
                    "message": "write a day of the calendar as 2027-01-31",
                    "id": "date"
                  }
                ]
              }
            }
          }
        }
      }
    },
    "status": {
      "type": "object",
      "default": {
        "conditions": [
          {
            "type": "Ready",
            "status": "Unknown",
            "reason": "Pending",
            "message": "Waiting for the operator",
            "lastTransitionTime": "1970-01-01T00:00:00Z"
          }
        ]
      },
      "properties": {
        "observedGeneration": {
          "type": "integer",
          "format": "int64",
          "minimum": 0
        },
        "conditions": {
          "type": "array",
          "maxItems": 16,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": [
            "type"
          ],
          "items": {
            "type": "object",
            "required": [
              "type",
              "status",
              "reason",
              "message",
              "lastTransitionTime"
            ],
            "properties": {
              "type": {
                "type": "string",
                "example": "Ready",
                "maxLength": 316,
                "pattern": "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$"
              },
              "status": {
                "type": "string",
                "maxLength": 7,
                "enum": [
                  "True",
                  "False",
                  "Unknown"
                ]
              },
              "reason": {
                "type": "string",
                "example": "TargetNotFound",
                "minLength": 1,
                "maxLength": 1024,
                "pattern": "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"
              },
              "message": {
                "type": "string",
                "maxLength": 32768
              },
              "lastTransitionTime": {
                "type": "string",
                "format": "date-time",
                "maxLength": 64
              },
              "observedGeneration": {
                "type": "integer",
                "format": "int64",
                "minimum": 0
              }
            }
          }
        },
        "governed": {
          "type": "object",
          "required": [
            "namespaces",
            "policies",
            "failing",
            "ungovernedIngresses"
          ],
          "properties": {
            "namespaces": {
              "type": "integer",
              "format": "int64",
              "minimum": 0
            },
            "policies": {
              "type": "integer",
              "format": "int64",
              "minimum": 0
            },
            "failing": {
              "type": "integer",
              "format": "int64",
              "minimum": 0
            },
            "ungovernedIngresses": {
              "type": "integer",
              "format": "int64",
              "minimum": 0
            }
          }
        }
      }
    }
  }
};
