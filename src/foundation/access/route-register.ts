import { Injectable, OnApplicationBootstrap, RequestMethod, Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { Role } from './actor.js';
import { Policy, policyKey } from './policy.decorator.js';

/** A route of the product with what it declares. */
export interface RegisteredRoute {
  method: string;
  path: string;
  handler: string;
  policy: Policy;
}

/** Knows every route; the product does not boot while one of them lacks a policy. */
@Injectable()
export class RouteRegister implements OnApplicationBootstrap {
  readonly routes: RegisteredRoute[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    const naked: string[] = [];
    for (const { metatype } of this.discovery.getControllers()) {
      if (typeof metatype !== 'function') continue;
      this.register(metatype as Type, naked);
    }
    if (naked.length > 0) throw new Error(`Routes without a policy: ${naked.join(', ')}`);
  }

  /** Whether a role has the page of a pattern such as `/classes/:id/roster`. @throws for a page that doesn't exist */
  allows(role: Role, pattern: string): boolean {
    const route = this.routes.find(({ method, path }) => method === 'GET' && path === pattern);
    if (!route) throw new Error(`No page ${pattern}`);
    return typeof route.policy.roles === 'string' || route.policy.roles.includes(role);
  }

  private register(controller: Type, naked: string[]): void {
    const prototype = controller.prototype as Record<string, unknown>;
    for (const name of this.scanner.getAllMethodNames(prototype)) {
      const handler = prototype[name] as () => unknown;
      const method = this.reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
      if (method === undefined) continue;
      const policy = this.reflector.getAllAndOverride<Policy | undefined>(policyKey, [handler, controller]);
      const label = `${controller.name}.${name}`;
      if (!policy) {
        naked.push(label);
        continue;
      }
      for (const path of this.pathsOf(controller, handler))
        this.routes.push({ method: RequestMethod[method], path, handler: label, policy });
    }
  }

  private pathsOf(controller: Type, handler: () => unknown): string[] {
    const bases = asList(this.reflector.get<string | string[]>(PATH_METADATA, controller));
    const tails = asList(this.reflector.get<string | string[]>(PATH_METADATA, handler));
    return bases.flatMap((base) =>
      tails.map((tail) => `/${base}/${tail}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1')),
    );
  }
}

function asList(value: string | string[]): string[] {
  return Array.isArray(value) ? value : [value];
}
