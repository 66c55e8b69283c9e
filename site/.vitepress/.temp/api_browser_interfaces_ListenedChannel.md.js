import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ListenedChannel","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/interfaces/ListenedChannel.md","filePath":"api/browser/interfaces/ListenedChannel.md"}');
const _sfc_main = { name: "api/browser/interfaces/ListenedChannel.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / ListenedChannel</p><h1 id="interface-listenedchannel" tabindex="-1">Interface: ListenedChannel <a class="header-anchor" href="#interface-listenedchannel" aria-label="Permalink to &quot;Interface: ListenedChannel&quot;">​</a></h1><p>A channel as the relay describes it to its listeners.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="fallback" tabindex="-1">fallback <a class="header-anchor" href="#fallback" aria-label="Permalink to &quot;fallback&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>fallback</strong>: <code>string</code> | <code>null</code></p></blockquote><p>What plays while the channel&#39;s source is away: the name of another channel, or <code>files</code>; null where its source plays.</p><hr><h3 id="info" tabindex="-1">info <a class="header-anchor" href="#info" aria-label="Permalink to &quot;info&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>info</strong>: <a href="./../../index/interfaces/ChannelInfo.html"><code>ChannelInfo</code></a></p></blockquote><p>Title and the like, for people.</p><hr><h3 id="startedatms" tabindex="-1">startedAtMs <a class="header-anchor" href="#startedatms" aria-label="Permalink to &quot;startedAtMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>startedAtMs</strong>: <code>number</code> | <code>null</code></p></blockquote><p>When the stream has begun, by the clock of its source, in ms since 1970; null where it does not state that.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/interfaces/ListenedChannel.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ListenedChannel = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ListenedChannel as default
};
