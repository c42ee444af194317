import { useQuery } from '@tanstack/react-query';
import { keys } from '../../api/query-client';
import { request } from '../../api/request';
import { documentSchema } from './openapi';

/** The OpenAPI document of the service that serves this page. */
export const useOpenApi = () =>
  useQuery({
    queryKey: keys.openApi,
    queryFn: ({ signal }) => request('/openapi.json', documentSchema, { signal }),
    staleTime: Infinity,
  });
