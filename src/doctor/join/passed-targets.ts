// Lists where sites pass requests: each site and location with every address that stands behind it.
import type { NginxConfig, NginxLocation, NginxServer, NginxUpstream, Place } from '../facts/nginx-facts.ts';

export interface PassedTarget {
  /** The first name of the server block, as logs and people name the site. */
  site: string;
  names: string[];
  server: NginxServer;
  location: NginxLocation;
  upstream: NginxUpstream | null;
  /** `127.0.0.1:3000` or `unix:/run/x.sock`. */
  address: string;
  isFastcgi: boolean;
  /** Where the address is written. */
  place: Place;
  isBackup: boolean;
  isDown: boolean;
}

export function passedTargets({ servers, upstreams }: Pick<NginxConfig, 'servers' | 'upstreams'>): PassedTarget[] {
  return servers.flatMap((server) =>
    server.locations.flatMap((location): PassedTarget[] => {
      if (location.target === null) return [];
      const common = {
        site: siteName(server),
        names: server.names,
        server,
        location,
        isFastcgi: location.fastcgiPass !== null,
      };
      const upstream = upstreams.find((one) => one.name === location.target) ?? null;
      if (upstream === null) {
        return [
          { ...common, upstream, address: location.target, place: location.place, isBackup: false, isDown: false },
        ];
      }
      return upstream.servers.map(({ address, place, isBackup, isDown }) => ({
        ...common,
        upstream,
        address,
        place,
        isBackup,
        isDown,
      }));
    }),
  );
}

export const passedAddresses = (config: Pick<NginxConfig, 'servers' | 'upstreams'>): string[] => [
  ...new Set(passedTargets(config).map(({ address }) => address)),
];

export const siteName = ({ names }: Pick<NginxServer, 'names'>): string => names[0] ?? '_';
